"""Things read all the same, told once a rule with the first line and how many lines."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.core.refusals import Notice
from encours.formats.fec.filename import Named
from encours.formats.fec.layout import Layout
from encours.formats.fec.rows import CUSTOMER_ACCOUNT
from encours.formats.fec.totals import Totals
from encours.formats.fec.typed import Problem

REMEDIES = {
    "negative_amount": (
        "Des montants négatifs ont été lus comme écrits ; vérifiez qu’il s’agit bien d’extournes."
    ),
    "zero_amount": "Des lignes sans montant ont été lues ; elles ne créent aucune créance.",
    "both_sides": "Des lignes portent un débit et un crédit ; leur différence a été retenue.",
    "interim": (
        "Des écritures ne sont pas validées (ValidDate vide) : ce FEC est provisoire, importez le définitif."
    ),
    "foreign_currency": (
        "Des lignes clients sont en devise ; l’encours est tenu en euros, tel que comptabilisé."
    ),
    "entry_number_blank": "Des écritures n’ont pas de numéro ; elles sont suivies par journal et par date.",
    "lenient_separator": "Le séparateur n’est ni la tabulation ni « | » ; le fichier a été lu tout de même.",
    "customer_extract": "Seuls des comptes clients figurent : débit et crédit n’ont pas à être égaux.",
    "balance_unknown": "Des montants refusés empêchent de vérifier que débit et crédit sont égaux.",
    "unbalanced_entries": (
        "Des écritures ne sont pas équilibrées, bien que le total le soit ; voyez votre comptable."
    ),
    "piece_date_ignored": "Des dates de pièce sont illisibles ; la date d’écriture en tient lieu.",
    "lettering_date_ignored": "Des dates de lettrage sont illisibles ; elles ont été laissées vides.",
    "validation_date_ignored": "Des dates de validation sont illisibles ; elles ont été laissées vides.",
    "currency_amount_ignored": "Des montants en devise sont illisibles ; ils ont été laissés vides.",
    "closing_differs": (
        "La date de clôture écrite dans le fichier n’est pas celle de son nom ; la première a été retenue."
    ),
    "siren_invalid": "Le SIREN du nom du fichier n’a pas la bonne clé : vérifiez-le.",
}


class Remarks:
    """Collects notices over the blocks of one file."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[int, int]] = {}
        self.closing_differs: date | None = None

    def look(self, kept: pl.DataFrame) -> None:
        """Note what deserves a word in the rows kept of one block."""
        debit, credit = pl.col("debit_cents"), pl.col("credit_cents")
        customers = pl.col("account").str.contains(CUSTOMER_ACCOUNT)
        rules = {
            "negative_amount": (debit < 0) | (credit < 0),
            "zero_amount": (debit == 0) & (credit == 0),
            "both_sides": (debit != 0) & (credit != 0),
            "interim": pl.col("validated_on").is_null(),
            "foreign_currency": customers & (pl.col("currency") != "EUR"),
            "entry_number_blank": pl.col("entry_number") == "",
        }
        masks = kept.select("line", **rules)
        for rule in rules:
            self._count(rule, masks["line"].filter(masks[rule].fill_null(False)))

    def doubt(self, doubts: list[Problem], numbers: pl.Series) -> None:
        """Note the optional values of one block that could not be read."""
        for problem in doubts:
            self._count(problem.rule, numbers.filter(problem.rows))

    def _count(self, rule: str, lines: pl.Series) -> None:
        if lines.len():
            first, count = self._seen.get(rule, (int(lines[0]), 0))
            self._seen[rule] = (first, count + lines.len())

    def conclude(self, layout: Layout, totals: Totals, named: Named) -> list[Notice]:
        """All notices of the file, `value` being the number of lines (or the text) concerned."""
        entries, line = totals.unbalanced_entries()
        if entries:
            self._seen["unbalanced_entries"] = (line, entries)
        told = [
            Notice(line, _field(rule), rule, REMEDIES[rule], str(n)) for rule, (line, n) in self._seen.items()
        ]
        whole = {
            "lenient_separator": layout.separator if layout.lenient else "",
            "customer_extract": "" if totals.full else "411",
            "balance_unknown": str(totals.lost_amounts) if totals.full and totals.lost_amounts else "",
            "closing_differs": self.closing_differs.isoformat() if self.closing_differs else "",
            "siren_invalid": named.siren if named.siren and not named.siren_valid else "",
        }
        return told + [
            Notice(0, _field(rule), rule, REMEDIES[rule], value) for rule, value in whole.items() if value
        ]


def _field(rule: str) -> str:
    fields = {
        "piece_date_ignored": "PieceDate",
        "lettering_date_ignored": "DateLet",
        "validation_date_ignored": "ValidDate",
        "currency_amount_ignored": "Montantdevise",
        "interim": "ValidDate",
        "foreign_currency": "Idevise",
        "entry_number_blank": "EcritureNum",
        "siren_invalid": "nom du fichier",
        "closing_differs": "DateCloture",
        "lenient_separator": "séparateur",
        "customer_extract": "CompteNum",
    }
    return fields.get(rule, "Debit/Credit")
