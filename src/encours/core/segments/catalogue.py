"""The columns that a condition may name: one row a customer, each with its words in French and in English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from encours.core.companies import ACTIVE, CEASED, SECTIONS
from encours.core.searching import folded

Kind = Literal["amount", "days", "number", "percent", "text", "yes_no", "day", "thousandths"]
Source = Literal["items", "customer", "register", "history", "promises", "own"]
MEASURED: Final = frozenset({"amount", "days", "number", "percent", "day", "thousandths"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the sheet of customers, and the two words by which a condition names it.

    Kinds: `amount` is kept in whole cents and written in the currency of the books, `thousandths` likewise of a
    number, `day` is kept as 20261122 and written as a text, `percent` is 0 to 100; texts are kept folded
    (`core.searching`), so that neither accents nor capitals count. `values` are the only texts that there can be:
    by the word, folded, what is kept. `owner` is the field of the creditor's own that it shows.
    """

    name: str
    french: str
    english: str
    kind: Kind
    source: Source
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    owner: int | None = None


_STATES: Final = {
    "ACTIVE": ACTIVE, "EN ACTIVITE": ACTIVE, "CEASED": CEASED, "CESSEE": CEASED,
}  # fmt: skip
_RISKS: Final = {
    "LOW": "low", "FAIBLE": "low", "MODERATE": "moderate", "MODERE": "moderate", "HIGH": "high", "ELEVE": "high",
    "SEVERE": "severe", "TRES ELEVE": "severe",
}  # fmt: skip
COLUMNS: Final = (
    Column("outstanding", "encours", "outstanding", "amount", "items"),
    Column("overdue", "echu", "overdue", "amount", "items"),
    Column("largest", "plus_grosse_facture", "largest_invoice", "amount", "items"),
    Column("disputed", "conteste", "disputed", "amount", "items"),
    Column("open_count", "factures_ouvertes", "open_invoices", "number", "items"),
    Column("days_late", "retard", "days_late", "days", "items"),
    Column("terms_days", "delai", "terms_days", "days", "customer"),
    Column("country", "pays", "country", "text", "customer"),
    Column("postcode", "code_postal", "postcode", "text", "customer"),
    Column("language", "langue", "language", "text", "customer"),
    Column("group_name", "groupe", "customer_group", "text", "customer"),
    Column("owner", "responsable", "owner", "text", "customer"),
    Column("portfolio", "portefeuille", "portfolio", "text", "customer"),
    Column("credit_limit", "plafond", "credit_limit", "amount", "customer"),
    Column("rating", "cote", "rating", "text", "customer"),
    Column("rating_number", "cote_chiffree", "rating_number", "number", "customer"),
    Column("risk", "risque", "risk", "text", "customer", _RISKS),
    Column("sector", "secteur", "sector", "text", "register", {one: one for one in SECTIONS}),
    Column("naf", "naf", "naf", "text", "register"),
    Column("staff", "effectif", "staff", "number", "register"),
    Column("state", "etat", "state", "text", "register", _STATES),
    Column("days_beyond", "jours_au_dela", "days_beyond_terms", "days", "history"),
    Column("solvency", "solvabilite", "solvency", "percent", "history"),
    Column("observed", "factures_observees", "invoices_observed", "number", "history"),
    Column("billed_year", "facture_12_mois", "billed_12_months", "amount", "history"),
    Column("broken_promises", "promesses_rompues", "broken_promises", "number", "promises"),
)
_KIND_OF_FIELD: Final[Mapping[str, Kind]] = {
    "text": "text", "choice": "text", "number": "thousandths", "amount": "amount", "day": "day", "yes_no": "yes_no",
}  # fmt: skip


def own_column(key: int, code: str, kind: str) -> Column:
    """The column of a field that the creditor declared on customers."""
    return Column(f"own_{code}", f"champ_{code}", f"field_{code}", _KIND_OF_FIELD[kind], "own", {}, key)


class Catalogue:
    """The columns of one creditor by either of their words; accents and capitals do not count."""

    def __init__(self, own: Iterable[Column] = ()) -> None:
        self.columns = (*COLUMNS, *own)
        self._named = {word: one for one in self.columns for word in (one.english, one.french)}

    def named(self, word: str) -> Column | None:
        """The column of that word."""
        return self._named.get(_plain(word))

    def words(self) -> list[str]:
        """Every word that names a column."""
        return list(self._named)


def _plain(word: str) -> str:
    """A word as the catalogue writes it: `Échu` is `echu`."""
    return "_".join(folded(part).replace(" ", "_") for part in word.split("_")).lower()
