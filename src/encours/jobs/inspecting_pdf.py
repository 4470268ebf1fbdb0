"""What `encours inspect` says of a PDF without XML: each field, how sure it is, and where it was read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHOWN = 70  # signs of a line


def inspected_pdf(content: bytes) -> dict[str, Any]:
    """The JSON of a printed invoice; raises UnreadableFileError where it has no text, or says no invoice."""
    from encours.core.extraction import facts_of
    from encours.formats.native_pdf import read_printed

    read = read_printed(content)
    return {
        "format": "printed",
        "rows_read": 1,
        "rows_kept": 0,
        "refusals": [],
        "controls": {},
        "printed": {"tied": read.tied, "doubtful": read.doubtful, "fields": facts_of(read)},
    }


def printed_lines(told: Mapping[str, Any]) -> list[str]:
    """The same in words."""
    from django.utils.translation import gettext as _

    printed = told["printed"]
    sums = (
        _("les sommes tombent juste")
        if printed["tied"]
        else _("les sommes ne tombent pas juste : une personne les vérifie")
    )
    return [
        "  " + _("PDF sans XML, lu par nos règles : une personne confirme avant que rien ne soit dû"),
        "  " + sums,
        *field_lines(printed["fields"]),
    ]


def field_lines(fields: Mapping[str, Any]) -> list[str]:
    """A line for each field: its value, how sure, where."""
    from django.utils.translation import gettext as _

    return [
        "  "
        + _("%(name)s = %(value)s (sûr à %(confidence)s %%, page %(page)s, ligne %(line)s : %(said)s)")
        % {**one, "name": name, "said": one["said"][:_SHOWN]}
        for name, one in fields.items()
    ]
