"""What a register of companies says, in words."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

_STAFF: Final = {
    "01": (1, 2), "02": (3, 5), "03": (6, 9), "11": (10, 19), "12": (20, 49), "21": (50, 99), "22": (100, 199),
    "31": (200, 249), "32": (250, 499), "41": (500, 999), "42": (1000, 1999), "51": (2000, 4999), "52": (5000, 9999),
}  # fmt: skip


def state_name(code: str) -> str:
    """Whether the company goes on."""
    return {"active": _("en activité"), "ceased": _("cessée")}.get(code, _("état inconnu"))


def size_name(band: str) -> str:
    """How many people work there, by INSEE's band."""
    if band == "00":
        return _("aucun salarié")
    if band == "53":
        return _("10 000 salariés et plus")
    if band not in _STAFF:
        return _("effectif inconnu")
    first, last = _STAFF[band]
    return _("%(first)s à %(last)s salariés") % {"first": first, "last": last}
