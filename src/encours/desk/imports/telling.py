"""What an import brought, in words: its counts, its control totals, what it refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from encours.desk.plain import in_words
from encours.formats.registry import FORMATS
from encours.records.documents.models import Intake
from encours.words.imported import Count, counted, field_names
from encours.words.ledgers import anomaly_name


@dataclass(frozen=True, slots=True)
class Control:
    """Money that came in, and where it went, in cents."""

    label: str
    cents: int
    currency: str = "EUR"  # a ledger is kept in euros


@dataclass(frozen=True, slots=True)
class Remark:
    """A refusal or a notice as it is shown."""

    line: int
    field: str
    value: str
    remedy: str
    rule: str


def format_name(code: str) -> str:
    """A format in the reader's language."""
    if code == "correction":
        return _("Ligne corrigée à la main")
    if code == "printed":
        return _("Facture PDF lue et confirmée par une personne")
    known = FORMATS.get(code)
    return in_words(known.label) if known else code


def kind_name(code: str) -> str:
    """What kind of file it is."""
    return {
        "ledger": _("Comptabilité"),
        "bank": _("Relevé bancaire"),
        "companion": _("Tableau d’accompagnement"),
        "einvoice": _("Facture électronique"),
        "lifecycle": _("Statuts de factures électroniques"),
        "remittance": _("Avis de paiement"),
        "deposit": _("Bordereau de remise"),
        "pulled": _("Lu par un connecteur"),
    }.get(code, code)


def counts(intake: Intake) -> list[Count]:
    """The figures of an import, most telling first."""
    return counted(intake.kind, intake.counts)


def controls(intake: Intake) -> list[Control]:
    """Money in, money kept, money refused: the first equals the others' sum."""
    told = intake.controls
    if intake.kind == "bank":
        whole = {"currency": "EUR", "credit_cents": told["credit_cents"], "debit_cents": told["debit_cents"]}
        return [
            Control(label, one[name], one["currency"])
            for one in told.get("sums") or [whole]
            for label, name in ((_("Crédits"), "credit_cents"), (_("Débits"), "debit_cents"))
        ]
    if intake.kind != "ledger":
        return []
    return [
        Control(_("Débit lu"), told["debit_cents"]),
        Control(_("dont refusé"), told["refused_debit_cents"]),
        Control(_("Crédit lu"), told["credit_cents"]),
        Control(_("dont refusé"), told["refused_credit_cents"]),
        Control(_("Solde des comptes clients"), told["balance_cents"]),
        Control(_("Postes ouverts"), told["open_cents"]),
        Control(_("Encaissements non affectés"), -told["unapplied_cents"]),
        Control(_("Écart à expliquer"), told["difference_cents"]),
    ]


@dataclass(frozen=True, slots=True)
class Fault:
    """An anomaly of a ledger as it is shown."""

    title: str
    count: int
    cents: int
    lines: list[int]
    more: bool
    value: str
    remedy: str
    rule: str


def anomalies(intake: Intake) -> list[Fault]:
    """What an accountant would put right in a ledger."""
    return [
        Fault(
            title=anomaly_name(told["rule"]),
            count=told["count"],
            cents=told["amount_cents"],
            lines=told["lines"],
            more=told["count"] > len(told["lines"]),
            value=told["value"],
            remedy=in_words(told["remedy"]),
            rule=told["rule"],
        )
        for told in intake.controls.get("anomalies", ())
    ]


def remarks(rows: Iterable[Mapping[str, Any]], table: str = "") -> list[Remark]:
    """Refusals or notices as kept; their remedy, and the column of a `table` (its target), in the reader's language."""
    names = field_names(table)
    return [
        Remark(
            row["line"],
            names.get(row["field"], row["field"]),
            str(row.get("value") or ""),
            in_words(row["remedy"]),
            row["rule"],
        )
        for row in rows
    ]
