"""The aged balance in words: the columns of its sheet."""

from __future__ import annotations

from django.utils.translation import gettext as _

from encours.core.ageing import BUCKET_CODES
from encours.words.boards.names import bucket_name
from encours.words.sheets import Column


def columns() -> list[Column]:
    """The columns of a sheet of customers by age."""
    return [
        Column(_("Compte"), width=14),
        Column(_("Client"), width=36),
        Column(_("Devise"), width=8),
        *(Column(bucket_name(code), "amount") for code in BUCKET_CODES),
        Column(_("Retenues de garantie"), "amount"),
        Column(_("Factures cédées"), "amount"),
        Column(_("Avoirs"), "amount"),
        Column(_("Encaissements non affectés"), "amount"),
        Column(_("Total"), "amount"),
    ]
