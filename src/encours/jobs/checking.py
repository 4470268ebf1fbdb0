"""`encours check`: every invariant of the database, and the rows that break it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.records.frames.invariants import Breach


@click.command("check")
@opening.json_option
def command(as_json: bool) -> None:
    """Check every invariant of the database. Writes nothing.

    Exit code 0 when all hold, 1 when one is broken; at most twenty rows are named for each.
    """
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.jobs.finding_sentences import of_trigger
    from encours.records.frames.invariants import all_invariants, breaches, missing_triggers

    found, missing = breaches(), missing_triggers()
    facts = {
        "clean": not found and not missing,
        "invariants": len(all_invariants()) + 1,
        "broken": [_told(breach) for breach in found],
        "missing_triggers": missing,
    }
    if facts["clean"]:
        lines = [_("%(count)s invariants vérifiés : tous tiennent.") % {"count": facts["invariants"]}]
    else:
        broken = len(found) + bool(missing)
        lines = [
            _("%(count)s invariants vérifiés, %(broken)s rompus :")
            % {"count": facts["invariants"], "broken": broken},
            *(line for breach in found for line in _lines(breach)),
            *(f"- {of_trigger(name)}" for name in missing),
        ]
    opening.answer(facts, lines, as_json=as_json)
    opening.leave(refused=not facts["clean"])


def _told(breach: Breach) -> dict[str, Any]:
    from encours.jobs.finding_sentences import of_invariant

    return {
        "code": breach.invariant.code,
        "table": breach.invariant.table,
        "rows": breach.count,
        "sentence": of_invariant(breach.invariant.code),
        "first": breach.rows.to_dicts(),
    }


def _lines(breach: Breach) -> list[str]:
    from encours.jobs.finding_sentences import of_invariant, of_row

    head = f"- {of_invariant(breach.invariant.code)} ({breach.invariant.table}, {breach.count})"
    rows = [f"    {of_row(row)}" for row in breach.rows.to_dicts()]
    return [head, *rows, *(["    …"] if breach.count > len(rows) else [])]
