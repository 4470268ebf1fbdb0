"""The invented company, its customers, its suppliers and its two bank accounts."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from importlib.resources import files

from encours.core.terms import Mode
from encours.jobs.demo_company import identifiers


@dataclass(frozen=True, slots=True)
class BankAccount:
    """One of the company's own accounts, and the ledger account and journal it is booked in."""

    bank: str
    branch: str
    number: str
    ledger_account: str
    journal: str
    label: str

    @property
    def iban(self) -> str:
        """Its IBAN."""
        return identifiers.french_iban(self.bank, self.branch, self.number)


@dataclass(frozen=True, slots=True)
class Customer:
    """An invented customer; `behaviour` drives how it pays, `situation` what it stands for."""

    account: str
    name: str
    situation: str
    behaviour: str
    invoices: int
    net_cents: int
    bank: str
    regime: str
    language: str
    terms_days: int
    terms_mode: Mode
    address: str
    postcode: str
    city: str
    country: str
    contact_name: str
    contact_role: str
    contact_email: str
    contact_phone: str
    siren: str
    vat: str
    iban: str


@dataclass(frozen=True, slots=True)
class Supplier:
    """An invented supplier: its auxiliary account, name, bank account and usual purchase."""

    account: str
    name: str
    iban: str
    charge_account: str
    charge_label: str
    net_cents: int


NAME = "Fournitures Industrielles Brévaille"
LEGAL_FORM = "SAS"
CITY = "99120 Brévaille-les-Ateliers"
SIREN = identifiers.siren(12345)
MAIN = BankAccount(identifiers.OWN_BANK, "00001", "00012345678", "512100", "BQ", "Banque de l'Atelier")
SECOND = BankAccount(identifiers.OWN_BANK, "00042", "00087654321", "512200", "BC", "Crédit des Trois-Vallées")
BANKS = {"main": MAIN, "second": SECOND}

# Whose prior-year balance has no detail, and who is left without terms so that a due date is assumed.
OPENING_ACCOUNT = "CTOLER"
WITHOUT_TERMS = frozenset({"CJARDI", "CQUINC"})

_SUPPLIERS = (
    ("FACIER", "Aciers du Nord-Combe SAS", "607100", "Achats de marchandises", 1_420_000),
    ("FVISSE", "Visserie Générale Montclair SA", "607100", "Achats de marchandises", 860_000),
    ("FROULE", "Roulements & Paliers Estrelle SARL", "607100", "Achats de marchandises", 1_130_000),
    ("FLOCAL", "SCI de l'Enclume", "613200", "Locations immobilières", 420_000),
    ("FTRANS", "Messageries Haut-Plateau SAS", "624100", "Transports sur ventes", 190_000),
    ("FENERG", "Énergie Coopérative Brévaille", "606100", "Eau, énergie", 145_000),
)


def suppliers() -> list[Supplier]:
    """The six suppliers."""
    return [
        Supplier(
            account,
            name,
            identifiers.french_iban(identifiers.SUPPLIER_BANK, "00003", f"{700 + rank:011d}"),
            charge,
            charge_label,
            net_cents,
        )
        for rank, (account, name, charge, charge_label, net_cents) in enumerate(_SUPPLIERS)
    ]


def customers() -> list[Customer]:
    """The forty customers of `customers.csv`, their numbers computed from their rank."""
    text = files(__package__).joinpath("customers.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    first_of_group: dict[str, int] = {}
    found = []
    for rank, row in enumerate(rows):
        shared = first_of_group.setdefault(row["siren_group"] or row["account"], rank)
        found.append(_customer(row, identity=shared))
    return found


def _customer(row: dict[str, str], *, identity: int) -> Customer:
    french = row["country"] == "FR"
    registered = french and row["regime"] != "consumer"
    siren = identifiers.siren(20000 + identity) if registered else ""
    vat = identifiers.vat_number(siren) if registered else ""
    if french:
        iban = identifiers.french_iban(identifiers.PAYER_BANK, "00002", f"{4000 + identity:011d}")
    else:
        iban = identifiers.british_iban(31_000 + identity)
    text = {key: row[key] for key in row if key in Customer.__dataclass_fields__}
    numbers = {"invoices": int(row["invoices"]), "terms_days": int(row["terms_days"])}
    return Customer(
        **{**text, **numbers, "net_cents": int(row["net_eur"]) * 100},  # type: ignore[arg-type]
        siren=siren,
        vat=vat,
        iban=iban,
    )
