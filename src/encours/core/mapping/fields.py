"""A column that tables may have, and a target made of them; the columns that most tables share."""

from __future__ import annotations

from dataclasses import dataclass

from encours.core.custom_fields import PREFIX

# Tables that may fill fields of the creditor's own, and of what.
OF_OWN = {"customers": "customer", "invoices": "invoice", "credit_notes": "invoice"}


@dataclass(frozen=True, slots=True)
class Field:
    """A column that is understood: `kind` tells how its cells are read, `ways` how it is headed.

    Kinds: text, code, own (a field of the creditor's), day, amount, decimal (an exact number), rate (a percentage, in
    hundredths), count, email, phone, siren, vat, country, currency, choice.
    """

    name: str
    kind: str
    label: str
    ways: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a table is about."""

    code: str
    label: str
    becomes: str
    fields: tuple[Field, ...]
    marks: tuple[str, ...] = ()  # of which a table has one at least, to be taken for it unasked

    @property
    def needed(self) -> frozenset[str]:
        """The columns without which no row can be kept."""
        return frozenset(field.name for field in self.fields if field.needed)

    def field(self, name: str) -> Field | None:
        """The column of that name; `own.CODE` is a field that the creditor declared, read as it is written."""
        if name.startswith(PREFIX) and self.code in OF_OWN:
            return Field(name, "own", name.removeprefix(PREFIX), ())
        return next((field for field in self.fields if field.name == name), None)


def field(name: str, kind: str, label: str, ways: str, *, needed: bool = False) -> Field:
    """A column, its usual headings in one line."""
    return Field(name, kind, label, tuple(ways.split()), needed)


ACCOUNT = field(
    "account",
    "code",
    "Compte ou code du client",
    "account compte client compteclient codeclient numeroclient refclient referenceclient compteauxiliaire "
    "comptetiers codetiers tiers compteaux compauxnum code customer customerid customercode customernumber "
    "custnumber custid custno clientid clientcode clientnumber customeraccount debtor debtorid debiteur "
    "codedebiteur accountnumber accountcode idclient payer soldto",
    needed=True,
)
CURRENCY = field(
    "currency",
    "currency",
    "Devise",
    "currency devise monnaie codedevise currencycode invoicecurrency documentcurrency isocurrency lcurr curr doccurr",
)
