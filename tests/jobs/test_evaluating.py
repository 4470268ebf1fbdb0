"""`encours eval matching`: how right matching is, on lines whose truth is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from encours.formats.labelled_lines import FORMAT
from encours.jobs.cli import house as encours

ROWS: list[dict[str, Any]] = [
    {"row": "customer", "customer_id": 7, "name": "Ateliers Vauban"},
    *(
        {"row": "item", "receivable_id": key, "customer_id": 7, "number": f"FA2026-10{key}", "open_cents": 50_000 + key,
         "currency": "EUR"}
        for key in (1, 2)
    ),
]  # fmt: skip


def line(key: int, wording: str, paid: int | None) -> dict[str, Any]:
    pays = [] if paid is None else [{"receivable_id": paid, "amount_cents": 50_000 + key}]
    return {
        "row": "line", "line_id": key, "booked_on": "2026-03-02", "amount_cents": 50_000 + key, "currency": "EUR",
        "wording": wording, "situation": "number", "pays": pays,
    }  # fmt: skip


def asked(tmp_path: Path, *lines: dict[str, Any], **policy: int) -> Result:
    path = tmp_path / "lines.jsonl"
    about = {"row": "about", "format": FORMAT, "policy": policy}
    path.write_text("\n".join(json.dumps(row) for row in [about, *ROWS, *lines]), "utf-8")
    return CliRunner().invoke(
        encours, ["eval", "matching", str(path), "--json", "--wrong", "5"], catch_exceptions=False
    )


def evaluated(tmp_path: Path, *lines: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(tmp_path, *lines).output)
    return found


def test_a_line_applied_as_the_truth_says_is_right(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIR FA2026-101", 1), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (2, 2)
    assert (found["recall"]["right"], found["recall"]["of"]) == (2, 2)
    assert found["wrong"] == []


def test_a_line_applied_where_nothing_was_to_be_chosen_is_wrong_and_shown(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIR FA2026-101", None), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (1, 2)
    (wrong,) = found["wrong"]
    assert (wrong["line_id"], wrong["applied"][0]["receivable_id"]) == (1, 1)


def test_a_line_left_to_a_person_costs_recall_alone(tmp_path: Path) -> None:
    found = evaluated(tmp_path, line(1, "VIREMENT", 1), line(2, "VIR FA2026-102", 2))
    assert (found["precision"]["right"], found["precision"]["of"]) == (1, 1)
    assert (found["recall"]["right"], found["recall"]["of"]) == (1, 2)


def test_a_policy_that_matching_does_not_know_is_refused(tmp_path: Path) -> None:
    told = asked(tmp_path, line(1, "VIR FA2026-101", 1), generosity=3)
    assert told.exit_code != 0
    assert "generosity" in told.output
