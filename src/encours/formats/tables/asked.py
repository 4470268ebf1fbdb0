"""The mapping that a person asks for by few words: what the table is about, and how its days are written."""

from __future__ import annotations

from dataclasses import replace

from encours.core.mapping.plan import Mapping
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import UnreadableFileError
from encours.formats.tables.looking import look


def asked(content: bytes, target: str, date_order: str = "") -> Mapping:
    """What is proposed for a table about `target`.

    Raises
        UnreadableFileError: `mapping_needed` where a needed column is not found, `dates_ambiguous` where nothing
            tells day from month and no order is given.
    """
    proposal = look(content).proposal(target)
    missing = sorted(TARGETS[target].needed - proposal.mapping.columns.keys())
    if missing:
        field = TARGETS[target].field(missing[0])
        what = field.label if field else missing[0]
        raise UnreadableFileError(
            "mapping_needed",
            f"Aucune colonne ne donne : {what}.",
            "Écrivez la correspondance des colonnes dans un fichier, puis « --mapping ».",
        )
    if date_order:
        return replace(proposal.mapping, date_order=date_order)
    if {"dates_ambiguous", "dates_clash"} & set(proposal.doubts):
        raise UnreadableFileError(
            "dates_ambiguous",
            "Rien dans ce fichier ne dit si ses dates commencent par le jour ou par le mois.",
            "Précisez-le : « --date-order dmy » ou « --date-order mdy ».",
        )
    return proposal.mapping
