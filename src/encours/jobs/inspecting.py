"""`encours inspect`: what a file says, and what would be refused; nothing is written, no database is opened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from encours.core.refusals import UnreadableFileError
from encours.jobs.opening import json_option, language, speak

_SHOWN = 20


@click.command("inspect")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(file: Path, as_json: bool) -> None:
    """Show the format of FILE, its counts and control totals, and each refusal with its remedy."""
    from encours.core.inspection import inspect
    from encours.formats.registry import detect_file

    with file.open("rb") as opened:
        label = "Sirene, recherche-entreprises"  # where no format of ours is found
        try:
            found = detect_file(opened, file.name)
            label = found.label
            told = inspect(found.name, found.kind, found.read(opened))
        except UnreadableFileError as refused:
            told = _otherwise(file, refused)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
        return
    for line in _words(file.name, label, told):
        click.echo(line)


def _otherwise(file: Path, refused: UnreadableFileError) -> dict[str, Any]:
    """What no reader of its format takes may be a printed invoice, or a register of companies; else it is refused."""
    from encours.formats.companies import read_companies
    from encours.jobs.inspecting_pdf import inspected_pdf

    if refused.rule == "pdf_without_invoice":
        return inspected_pdf(file.read_bytes())
    try:
        found = next(read_companies(file), None)
    except UnreadableFileError:
        found = None
    if found is None:
        raise refused
    remedy = "C’est un registre d’entreprises : « encours companies FICHIER » en garde ce qui est dit de vos clients."
    told = {
        "line": 0,
        "field": "SIREN",
        "rule": "companies_elsewhere",
        "remedy": remedy,
        "value": found.siren,
    }
    return {
        "format": "companies",
        "rows_read": 0,
        "rows_kept": 0,
        "refusals": [],
        "notices": [told],
        "controls": {},
    }


def _words(name: str, label: str, told: dict[str, Any]) -> list[str]:
    speak()
    from django.utils.translation import gettext as _

    from encours.words.imported import remark_line
    from encours.words.languages import speaking

    with speaking(language()):
        lines = [
            f"{name} : {label}",
            "  " + _("%(rows_read)s lignes lues, %(rows_kept)s gardées") % told,
            *_sums(told),
            *_ledger(told),
            *_anomalies(told),
            *_statements(told),
            *_documents(told),
            *_lives(told),
            *_slips(told),
            *_printed(told),
        ]
        remarks = [*told["refusals"][:_SHOWN], *told.get("notices", [])[:_SHOWN]]
        names = _names(told)
        lines.extend(f"  {remark_line(remark, names)}" for remark in remarks)
        return lines


def _printed(told: dict[str, Any]) -> list[str]:
    """A PDF without XML, field by field."""
    from encours.jobs.inspecting_pdf import printed_lines

    return printed_lines(told) if "printed" in told else []


def _sums(told: dict[str, Any]) -> list[str]:
    """Debit and credit, where they are of one currency; what the columns of money of a table sum to."""
    from django.utils.translation import gettext as _

    if "debit_cents" not in told["controls"]:
        return _totals(told)
    currencies = {one["currency"] for one in told.get("statements", [])} or {"EUR"}
    if len(currencies) > 1:
        return []
    (currency,) = currencies
    controls = told["controls"]
    sums = {name: _money(controls[f"{name}_cents"], currency) for name in ("debit", "credit")}
    return ["  " + _("débit %(debit)s, crédit %(credit)s") % sums]


def _totals(told: dict[str, Any]) -> list[str]:
    names = _names(told)
    return [
        "  "
        + ", ".join(
            f"{names.get(name, name)} {_money(cents, one['currency'] or 'EUR')}"
            for name, cents in one.items()
            if name != "currency"
        )
        for one in told["controls"].get("totals", [])
    ]


def _names(told: dict[str, Any]) -> Mapping[str, str]:
    """How the columns of a table are named to a reader."""
    from encours.words.imported import field_names

    return field_names(told.get("target") or told.get("table") or "")


def _ledger(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    if "receivables" not in told:
        return []
    counts = told["receivables"]
    return [
        "  "
        + _(
            "%(customers)s clients, %(invoices)s factures, %(credit_notes)s avoirs, %(payments)s règlements, "
            "%(open_items)s postes ouverts pour %(open)s"
        )
        % (counts | {"open": _money(counts["open_cents"])})
    ]


def _anomalies(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.ledgers import anomaly_name
    from encours.words.refusals import sentence

    return [
        "  "
        + _("anomalie : %(what)s, %(count)s fois, %(amount)s, lignes %(lines)s… %(remedy)s")
        % {
            "what": anomaly_name(one["rule"]),
            "count": one["count"],
            "amount": _money(one["amount_cents"]),
            "lines": ", ".join(map(str, one["lines"][:5])),
            "remedy": sentence(one["remedy"], language()),
        }
        for one in told.get("anomalies", [])
    ]


def _statements(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    return [
        "  "
        + _("compte %(account)s (%(currency)s) : %(opening)s puis %(closing)s, %(lines)s mouvements")
        % {
            "account": one["account"],
            "currency": one["currency"],
            "opening": _money(one["opening_cents"], one["currency"]),
            "closing": _money(one["closing_cents"], one["currency"]),
            "lines": len(one["lines"]),
        }
        for one in told.get("statements", [])
    ]


def _documents(told: dict[str, Any]) -> list[str]:
    from encours.words.einvoices import document_lines

    return [f"  {line}" for one in told.get("documents", []) for line in document_lines(one, language())]


def _lives(told: dict[str, Any]) -> list[str]:
    from encours.words.refusals import sentence

    statuses = told.get("statuses", [])
    return [f"  {one['number']} : {one['code']} {sentence(one['name'], language())}" for one in statuses]


def _slips(told: dict[str, Any]) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.days import day

    return [
        "  "
        + _("bordereau %(number)s du %(on)s : %(lines)s lignes, %(total)s, frais %(fee)s")
        % {
            "number": one["number"],
            "on": day(date.fromisoformat(one["on"]), language()),
            "lines": len(one["lines"]),
            "total": _money(one["total_cents"], one["currency"] or "EUR"),
            "fee": _money(one["fee_cents"], one["currency"] or "EUR"),
        }
        for one in told.get("deposits", [])
    ]


def _money(cents: int | None, currency: str = "EUR") -> str:
    from encours.words.amounts import money

    return "–" if cents is None else money(cents, currency, language())
