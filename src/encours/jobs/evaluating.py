"""`encours eval`: how right the house decides, on cases whose truth is known; nothing is written."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    json_option,
    now,
    open_house,
    speak,
    the_creditor,
)

if TYPE_CHECKING:
    import polars as pl

    from encours.core.matching.accuracy import Accuracy, Share
    from encours.core.matching.cash import Cash
    from encours.core.matching.policy import Policy
    from encours.formats.labelled_lines import LabelledLines


@click.group("eval")
def command() -> None:
    """Measure decisions against a known truth; nothing is written."""


@command.command("matching")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--wrong", default=0, show_default=True, help="How many lines that are not right to show.")
@creditor_option
@json_option
def matching(file: Path, wrong: int, named: str | None, as_json: bool) -> None:
    """Precision and recall of cash matching on the labelled bank lines of FILE (docs/labelled-lines.md).

    With --creditor, by the rules that this creditor published: what its thresholds only let propose is not applied.
    Without, by those that FILE tells, and no database is opened.
    """
    from encours.formats.labelled_lines import read

    speak()
    labelled = read(file)
    cash, found = evaluated(labelled, _policy(labelled) if named is None else _policy_of(named))
    facts = {
        "file": file.name,
        "lines": len(labelled.lines),
        "items": len(labelled.items),
        "customers": len(labelled.customers),
        "policy": dict(labelled.policy),
        **to_json(found),
        "wrong": _wrong(labelled, cash, found, wrong),
    }
    answer(facts, _words(facts, found), as_json=as_json)


@command.command("extraction")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@json_option
def extraction(folder: Path, as_json: bool) -> None:
    """How right PDF invoices are read, field by field; the truth is the JSON beside each PDF, or its own XML."""
    from encours.jobs.evaluating_pdf import evaluated_folder, in_words

    speak()
    facts = evaluated_folder(folder)
    answer(facts, in_words(facts), as_json=as_json)


@command.command("risk")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The last day judged; today unless told."
)
@click.option(
    "--days", default=365, show_default=True, type=click.IntRange(30, 3650), help="How long before it."
)
@click.option(
    "--late", default=90, show_default=True, type=click.IntRange(1, 730), help="Days late that are a failure."
)
@creditor_option
@json_option
def risk(day: datetime | None, days: int, late: int, named: str | None, as_json: bool) -> None:
    """How well solvency ranked customers by who then failed, from the facts as they were known then."""
    open_house()
    from encours.jobs.creditors import local_day
    from encours.jobs.evaluating_risk import judged

    creditor = the_creditor(named)
    until = day.date() if day else local_day(creditor, now())
    facts, words = judged(creditor, until=until, days=days, late_days=late)
    answer(facts, words, as_json=as_json)


def _policy_of(named: str) -> Policy:
    open_house()
    from encours.records.cash.reading import matching_policy

    return matching_policy(the_creditor(named).pk)


def evaluated(labelled: LabelledLines, policy: Policy | None = None) -> tuple[Cash, Accuracy]:
    """What matching makes of the lines, and how right it is."""
    from encours.core.matching.accuracy import judged
    from encours.core.matching.cash import match
    from encours.core.matching.drawing import with_references

    items, customers = with_references(labelled.lines, labelled.items, labelled.customers)
    cash = match(
        labelled.lines,
        items,
        labelled.payers,
        customers,
        policy=policy or _policy(labelled),
        paid=labelled.paid,
    )
    return cash, judged(labelled.truths, cash.matches, cash.on_account, cash.candidates)


def to_json(found: Accuracy) -> dict[str, Any]:
    """The shares for a program."""
    return {
        "precision": found.precision.to_json(),
        "recall": found.recall.to_json(),
        "proposed": found.proposed.to_json(),
        "matchers": {code: share.to_json() for code, share in found.matchers.items()},
        "situations": {name: dict(counts) for name, counts in found.situations.items()},
    }


def _policy(labelled: LabelledLines) -> Policy:
    from encours.core.matching.policy import Policy

    known = {field.name for field in fields(Policy) if field.type == "int"}
    strange = sorted(set(labelled.policy) - known)
    if strange:
        raise BadInputError(
            f"Politique inconnue : {', '.join(strange)}. Possibles : {', '.join(sorted(known))}."
        )
    told: dict[str, Any] = dict(labelled.policy)
    return Policy(**told)


def _wrong(labelled: LabelledLines, cash: Cash, found: Accuracy, most: int) -> list[dict[str, Any]]:
    """Lines applied otherwise than the truth, each with what was applied."""
    import polars as pl

    verdicts = found.verdicts.filter(pl.col("automatic") & ~pl.col("right")).head(max(most, 0))
    lines = verdicts.select("line_id", "part").join(labelled.lines, on="line_id", maintain_order="left")
    truths = {row["line_id"]: row for row in labelled.truths.iter_rows(named=True)} if len(lines) else {}
    return [
        {
            "line_id": line["line_id"],
            "situation": truths[line["line_id"]]["situation"],
            "part": line["part"],
            "amount_cents": line["amount_cents"],
            "wording": line["wording"],
            "counterparty": line["counterparty"],
            "pays": truths[line["line_id"]]["pays"],
            "applied": _of(cash.matches, line["line_id"]),
            "on_account": _of(cash.on_account, line["line_id"]),
        }
        for line in lines.iter_rows(named=True)
    ]


def _of(frame: pl.DataFrame, line: int) -> list[dict[str, Any]]:
    import polars as pl

    shown = [
        name
        for name in ("receivable_id", "customer_id", "amount_cents", "kind", "reason")
        if name in frame.columns
    ]
    return frame.filter(pl.col("line_id") == line).select(shown).to_dicts()


def _words(facts: dict[str, Any], found: Accuracy) -> list[str]:
    from django.utils.translation import gettext as _

    lines = [
        _("%(file)s : %(lines)s lignes de banque, %(items)s postes, %(customers)s clients") % facts,
        "  " + _("précision des affectations automatiques : %(share)s") % {"share": _share(found.precision)},
        "  " + _("rappel : %(share)s") % {"share": _share(found.recall)},
        "  " + _("vérité parmi les propositions : %(share)s") % {"share": _share(found.proposed)},
        _("Par règle :"),
        *(f"  {code:<28} {_share(share)}" for code, share in found.matchers.items()),
        _("Par situation (lignes, décidables, automatiques, justes, bien proposées) :"),
        *(
            "  {:<28} {:>7} {:>7} {:>7} {:>7} {:>7}".format(name, *counts.values())
            for name, counts in found.situations.items()
        ),
    ]
    for row in facts["wrong"]:
        shown = {name: row[name] for name in ("amount_cents", "pays", "applied", "on_account")}
        lines.append(f"  ✗ {row['line_id']} {row['situation']} « {row['wording']} » {shown}")
    return lines


def _share(share: Share) -> str:
    bounds = share.interval()
    if share.rate is None or bounds is None:
        return "—"
    low, high = (f"{bound:.3%}" for bound in bounds)
    return f"{share.rate:.3%}  {share.right}/{share.of}  [{low} ; {high}]"
