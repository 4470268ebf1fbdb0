"""The connectors by name: what each is asked for, and what it can bring and be told."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from encours.connectors.port import PULLS, PUSHES, Source
from encours.core.refusals import RuleError
from encours.wire.asking import checked
from encours.wire.pace import Pace


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that a connector is told; `secret` is kept apart and never shown again."""

    name: str
    secret: bool = False
    needed: bool = True
    example: str = ""
    whole: bool = False  # a number there


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of system that can be connected."""

    code: str
    name: str
    room: str
    settings: tuple[Setting, ...]
    pulls: frozenset[str]
    pushes: frozenset[str]

    @property
    def brings(self) -> tuple[str, ...]:
        """What it brings, the most telling first."""
        return tuple(one for one in PULLS if one in self.pulls)

    @property
    def is_told(self) -> tuple[str, ...]:
        """What it may be told, the most telling first."""
        return tuple(one for one in PUSHES if one in self.pushes)

    def setting(self, name: str) -> Setting | None:
        """The setting of that name."""
        return next((one for one in self.settings if one.name == name), None)

    def missing(self, told: Mapping[str, str]) -> tuple[str, ...]:
        """The settings that lack."""
        return tuple(one.name for one in self.settings if one.needed and not told.get(one.name))


_ZONE = Setting("time_zone", needed=False, example="Europe/Paris")
_CA = Setting("ca_file", needed=False, example="/etc/ssl/erp.pem")
KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind(
            "dolibarr",
            "Dolibarr",
            "encours.connectors.dolibarr",
            (
                Setting("address", example="https://erp.exemple.fr"),
                Setting("key", secret=True),
                Setting("bank_account", needed=False, example="1", whole=True),
                Setting("payment_mode", needed=False, example="2", whole=True),
                Setting("salespeople", needed=False, example="oui"),
                _ZONE,
                _CA,
            ),
            frozenset({"customers", "contacts", "invoices", "credit_notes", "payments", "orders"}),
            frozenset(PUSHES) - {"entry"},
        ),
        Kind(
            "odoo",
            "Odoo",
            "encours.connectors.odoo",
            (
                Setting("address", example="https://odoo.exemple.fr"),
                Setting("database", example="production"),
                Setting("login", example="encours@exemple.fr"),
                Setting("password", secret=True),
                Setting("journal", needed=False, example="7", whole=True),
                _CA,
            ),
            frozenset(PULLS),
            frozenset(PUSHES),
        ),
        Kind(
            "pennylane",
            "Pennylane",
            "encours.connectors.pennylane",
            (
                Setting("token", secret=True),
                Setting("address", needed=False, example="https://app.pennylane.com"),
                Setting("bank_account", needed=False, example="42", whole=True),
            ),
            frozenset({"customers", "contacts", "invoices", "credit_notes", "payments"}),
            frozenset({"payment"}),
        ),
        Kind(
            "sql",
            "SQL (PostgreSQL, MySQL, SQL Server, SQLite)",
            "encours.connectors.sql",
            (
                Setting("url", secret=True),
                Setting(
                    "invoices",
                    example="SELECT account, number, issued_on, due_on, amount, open_amount FROM …",
                ),
                Setting("customers", needed=False),
                Setting("payments", needed=False),
                Setting("orders", needed=False),
            ),
            frozenset({"customers", "contacts", "invoices", "credit_notes", "payments", "orders"}),
            frozenset(),
        ),
    )
}


def kind_of(code: str) -> Kind:
    """A kind by its code; raises RuleError with those that there are."""
    if code not in KINDS:
        known = ", ".join(KINDS)
        raise RuleError("kind_wrong", f"Ce connecteur n’existe pas ici. Il y a : {known}.")
    return KINDS[code]


def open_source(code: str, settings: Mapping[str, str], pace: Pace | None = None) -> Source:
    """The system, ready to be asked; raises RuleError where a setting lacks or cannot be."""
    kind = kind_of(code)
    lacking = kind.missing(settings)
    if lacking:
        raise RuleError(f"{lacking[0]}_wrong", f"Il manque à ce connecteur : {', '.join(lacking)}.")
    for each in kind.settings:
        told = settings.get(each.name, "").strip()
        if each.whole and told and not (told.isascii() and told.isdecimal()):
            raise RuleError(
                f"{each.name}_wrong",
                f"Ce réglage ({each.name}) est un numéro, comme {each.example} ; reçu : {told[:50]}.",
            )
    if settings.get("address"):
        checked(settings["address"])
    return cast("Source", importlib.import_module(kind.room).open_source(settings, pace))
