"""`encours export measures`: the figures of every day between two, for a BI tool."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from encours.jobs.opening import (
    BadInputError,
    answer,
    creditor_option,
    json_option,
    now,
    open_house,
    the_creditor,
)

_FORMATS = ("csv", "xlsx", "parquet", "json")
_A_YEAR = timedelta(days=365)


@click.command("measures")
@click.option(
    "--from", "since", metavar="DATE", help="First day (ISO 8601); a year before the last one unless told."
)
@click.option("--to", "until", metavar="DATE", help="Last day; today unless told.")
@click.option("--format", "kind", type=click.Choice(_FORMATS), default="csv", show_default=True)
@click.option("--out", "place", type=click.Path(path_type=Path), required=True, help="The file to write.")
@creditor_option
@json_option
def command(
    since: str | None, until: str | None, kind: str, place: Path, named: str | None, as_json: bool
) -> None:
    """Write the figures that the last run of each day kept: one row a figure and day. Reads facts; writes FILE."""
    open_house()
    from django.utils.translation import gettext as _

    from encours.acts.measure_series import measure_series
    from encours.jobs.creditors import local_day
    from encours.words.boards.series_files import series_file

    creditor = the_creditor(named)
    last = _day(until) or local_day(creditor, now())
    first = _day(since) or last - _A_YEAR
    if first > last:
        raise BadInputError("Le premier jour vient après le dernier : échanger --from et --to.")
    frame = measure_series(creditor, since=first, until=last)
    place.write_bytes(series_file(frame, kind))
    told = {"file": str(place), "format": kind, "from": str(first), "to": str(last), "rows": frame.height}
    said = _("%(rows)s lignes du %(from)s au %(to)s écrites dans %(file)s.") % told
    answer({**told, "days": frame["on"].n_unique()}, [said], as_json=as_json)


def _day(told: str | None) -> date | None:
    if told is None:
        return None
    try:
        return datetime.strptime(told, "%Y-%m-%d").date()  # noqa: DTZ007 — a day has no zone
    except ValueError:
        raise BadInputError(f"« {told} » n'est pas un jour : écrire par exemple 2026-11-18.") from None
