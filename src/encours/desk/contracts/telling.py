"""What a promotion counts on, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

BASES = (
    ("invoice", gettext_lazy("chaque facture")),
    ("unit", gettext_lazy("chaque unité vendue")),
    ("turnover", gettext_lazy("le chiffre d’affaires de la période")),
    ("lump", gettext_lazy("un forfait")),
)


def basis_name(code: str) -> str:
    """What a promotion's rate or amount is counted on."""
    return {
        "invoice": _("sur chaque facture"),
        "unit": _("sur chaque unité vendue"),
        "turnover": _("sur le chiffre d’affaires de la période"),
        "lump": _("forfait"),
    }.get(code, code)
