"""Bank lines whose truth is known, as `encours eval matching` reads them: JSON Lines, a row an object.

The layout is told in `docs/labelled-lines.md`. It is no format of an import: nothing of it is ever kept.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import polars as pl

from encours.core.refusals import UnreadableFileError

FORMAT: Final = "encours/labelled-lines@1"
LONGEST: Final = 100_000
"""Signs of one row."""

MOST: Final = 5_000_000
"""Rows of one file."""

_PAIRS = pl.List(pl.Struct({"receivable_id": pl.Int64, "amount_cents": pl.Int64}))
_TRUTH: Final = ("situation", "customer_id", "pays", "accepted")
_SHAPES: Final[Mapping[str, Mapping[str, Any]]] = {
    "customer": {
        "customer_id": pl.Int64,
        "name": pl.String,
        "account": pl.String,
        "siren": pl.String,
        "vat_number": pl.String,
        "group_id": pl.Int64,
    },
    "payer": {"kind": pl.String, "value": pl.String, "customer_id": pl.Int64, "confirmed": pl.Boolean},
    "item": {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "number": pl.String,
        "due_on": pl.Date,
        "amount_cents": pl.Int64,
        "open_cents": pl.Int64,
        "currency": pl.String,
        "discount_cents": pl.Int64,
        "discount_until": pl.Date,
        "po_number": pl.String,
        "by_hand": pl.String,
    },
    "paid": {
        "customer_id": pl.Int64,
        "amount_cents": pl.Int64,
        "currency": pl.String,
        "paid_on": pl.Date,
    },
    "line": {
        "line_id": pl.Int64,
        "booked_on": pl.Date,
        "amount_cents": pl.Int64,
        "currency": pl.String,
        "wording": pl.String,
        "counterparty": pl.String,
        "ultimate": pl.String,
        "iban": pl.String,
        "end_to_end_id": pl.String,
        "reference": pl.String,
        "return_reason": pl.String,
        "situation": pl.String,
        "customer_id": pl.Int64,
        "pays": _PAIRS,
        "accepted": _PAIRS,
    },
}
_NEEDED: Final[Mapping[str, tuple[str, ...]]] = {
    "customer": ("customer_id", "name"),
    "payer": ("kind", "value", "confirmed"),
    "item": ("receivable_id", "customer_id", "number", "open_cents", "currency"),
    "paid": ("customer_id", "amount_cents", "currency", "paid_on"),
    "line": ("line_id", "booked_on", "amount_cents", "currency", "situation", "pays"),
}
_WHOLE: Final = 2**62


@dataclass(frozen=True, slots=True)
class LabelledLines:
    """Frames as `core.matching` takes them, `truths` in the shape `core.matching.accuracy.Truth`, and the policy."""

    lines: pl.DataFrame
    items: pl.DataFrame
    payers: pl.DataFrame
    customers: pl.DataFrame
    paid: pl.DataFrame
    truths: pl.DataFrame
    policy: Mapping[str, int]


def read(path: Path) -> LabelledLines:
    """Read the whole file.

    Raises
        UnreadableFileError: a row that is not as the layout says, with its line.
    """
    rows: dict[str, list[tuple[Any, ...]]] = {kind: [] for kind in _SHAPES}
    policy: dict[str, int] = {}
    for place, row in _objects(path):
        kind = row.get("row")
        if place == 1:
            policy = _about(row)
        elif isinstance(kind, str) and kind in rows:
            rows[kind].append(_typed(place, kind, row))
        else:
            raise _wrong(place, "row", "customer, payer, item, paid, line")
    frames = {kind: _frame(kind, told) for kind, told in rows.items()}
    lines = frames["line"]
    found = LabelledLines(
        lines.select(pl.exclude(_TRUTH)).with_columns(pl.col("wording").fill_null("")),
        frames["item"],
        frames["payer"],
        frames["customer"],
        frames["paid"],
        lines.select("line_id", *_TRUTH).with_columns(pl.col("accepted").fill_null([])),
        policy,
    )
    _check(found)
    return found


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for place in range(1, MOST + 2):
            text = file.readline(LONGEST + 1)
            if not text:
                return
            if len(text) > LONGEST or place > MOST:
                raise UnreadableFileError(
                    "too_large",
                    f"Ligne {place} : plus de {LONGEST} signes, ou plus de {MOST} lignes dans le fichier.",
                    "Partagez le fichier en plusieurs.",
                    line=place,
                )
            yield place, _object(place, text)


def _object(place: int, text: str) -> dict[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise UnreadableFileError(
            "not_json",
            f"Ligne {place} : ce n’est pas un objet JSON.",
            "Écrivez un objet par ligne, comme le dit docs/labelled-lines.md.",
            line=place,
        )
    return row


def _about(row: dict[str, Any]) -> dict[str, int]:
    if row.get("row") != "about" or row.get("format") != FORMAT:
        raise UnreadableFileError(
            "not_labelled",
            f"La première ligne n’annonce pas le format « {FORMAT} ».",
            "Voyez docs/labelled-lines.md ; « python benchmarks/generate.py cash » en écrit un exemple.",
            line=1,
        )
    policy = row.get("policy", {})
    if not isinstance(policy, dict) or not all(_is_whole(value) for value in policy.values()):
        raise _wrong(1, "policy", "{…: cents}")
    return policy


def _typed(place: int, kind: str, row: dict[str, Any]) -> tuple[Any, ...]:
    for name in _NEEDED[kind]:
        if row.get(name) is None:
            raise _wrong(place, name, "…")
    told = []
    for name, dtype in _SHAPES[kind].items():
        value = row.get(name)
        read_as, expected = _READ[dtype]
        if value is not None and (value := read_as(value)) is None:
            raise _wrong(place, name, expected)
        told.append(value)
    return tuple(told)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < _WHOLE


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _pairs(value: object) -> object:
    fits = isinstance(value, list) and all(
        isinstance(pair, dict)
        and all(_is_whole(pair.get(name)) for name in ("receivable_id", "amount_cents"))
        for pair in value
    )
    return value if fits else None


_READ: Final[Mapping[Any, tuple[Callable[[Any], Any], str]]] = {
    pl.Int64: (lambda value: value if _is_whole(value) else None, "12345"),
    pl.String: (lambda value: value if isinstance(value, str) else None, "« … »"),
    pl.Boolean: (lambda value: value if isinstance(value, bool) else None, "true, false"),
    pl.Date: (_day, "2026-03-31"),
    _PAIRS: (_pairs, "[{receivable_id, amount_cents}]"),
}


def _frame(kind: str, rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(_SHAPES[kind]), orient="row")


def _wrong(place: int, name: str, expected: str) -> UnreadableFileError:
    return UnreadableFileError(
        "wrong_value",
        f"Ligne {place} : « {name} » manque ou n’est pas de la forme attendue ({expected}).",
        "Corrigez cette ligne ; docs/labelled-lines.md dit ce que chacune contient.",
        line=place,
    )


def _check(found: LabelledLines) -> None:
    """Each row once, and truths about items that the file has."""
    doubled = [
        found.lines["line_id"].is_duplicated().any(),
        found.items["receivable_id"].is_duplicated().any(),
        found.customers["customer_id"].is_duplicated().any(),
    ]
    told = pl.concat(
        [
            found.truths.select(name).explode(name).drop_nulls().unnest(name).select("receivable_id")
            for name in ("pays", "accepted")
        ]
    )
    unknown = told.join(found.items, on="receivable_id", how="anti")
    orphans = found.items.join(found.customers, on="customer_id", how="anti")
    if any(doubled) or len(unknown) or len(orphans):
        raise UnreadableFileError(
            "not_coherent",
            "Un identifiant est donné deux fois, ou une ligne parle d’un poste ou d’un client que le fichier n’a pas.",
            "Donnez à chaque client, poste et ligne son identifiant, une fois.",
        )
