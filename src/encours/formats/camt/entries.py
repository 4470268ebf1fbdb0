"""An entry (`Ntry`) becomes one line, or one a transaction when its transactions add up to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from encours.core.matching.statements import BOOKING_KINDS, Statement
from encours.core.refusals import Notice, UnreadableFileError
from encours.formats.camt.amounts import cents, day, known_currency, signed
from encours.formats.camt.details import (
    Detail,
    Party,
    charges_included,
    charges_of,
    first,
    return_reason,
)

LONGEST = {
    "counterparty": 200,
    "ultimate": 200,
    "end_to_end_id": 100,
    "reference": 100,
    "bank_reference": 100,
    "return_reason": 20,
    "wording": 4000,
}
"""Characters kept of each text: well beyond what the standard allows, so only hostile files lose any."""


@dataclass(slots=True)
class Entry:
    """What an entry says of itself, before its transactions are looked at."""

    line: int
    amount_cents: int
    currency: str
    booked_on: date
    value_on: date | None
    bank_reference: str | None
    return_reason: str | None
    information: str
    charges: list[tuple[int, str]]
    charges_included: bool
    notices: list[Notice] = field(default_factory=list)


def status_of(element: Any) -> str:
    """BOOK, PDNG, INFO, FUTR…; a text up to version 6, a code or proprietary word afterwards."""
    return first(element, "{*}Sts/{*}Cd", "{*}Sts/{*}Prtry", "{*}Sts") or "BOOK"


def entry_of(element: Any, statement: Statement) -> Entry:
    """Read one `Ntry`; raises UnreadableFileError when its amount, sense or day cannot be trusted."""
    line = int(element.sourceline or 0)
    amount = element.find("{*}Amt")
    if amount is None:
        cents(None, line)
    direction = first(element, "{*}CdtDbtInd")
    stated = cents(amount.text, line)
    reversal = (first(element, "{*}RvslInd") or "") in {"true", "1"}
    entry = Entry(
        line=line,
        amount_cents=signed(stated, direction, line),
        currency=known_currency(amount.get("Ccy") or statement.currency, line),
        booked_on=_booked_on(element, statement, line),
        value_on=day(element.find("{*}ValDt")),
        bank_reference=first(element, "{*}AcctSvcrRef", "{*}NtryRef"),
        return_reason=return_reason(element) or ("RVSL" if reversal else None),
        information=first(element, "{*}AddtlNtryInf") or "",
        charges=charges_of(element),
        charges_included=charges_included(element),
    )
    if stated <= 0:
        entry.notices.append(_odd_amount(entry))
    return entry


def rows_of(entry: Entry, details: list[Detail], statement: Statement) -> list[dict[str, Any]]:
    """The lines of an entry, without position nor fingerprint; they always add up to it."""
    if len(details) <= 1:
        detail = details[0] if details else Detail()
        stated = _in_entry(detail, entry)
        charges = _charges(entry, details, None if stated is None else [stated])
        rows = [_row(entry, detail, entry.amount_cents - charges, statement, alone=True)]
        return rows + _charge_rows(entry, charges, statement)
    amounts = [_in_entry(each, entry) for each in details]
    known = [each for each in amounts if each is not None]
    if len(known) == len(details):
        charges = _charges(entry, details, known)
        if sum(known) + charges == entry.amount_cents:
            rows = [
                _row(entry, each, amount, statement, alone=False)
                for each, amount in zip(details, known, strict=True)
            ]
            batch = f"{entry.bank_reference or ''}/{entry.line}"[-100:]
            return [row | {"batch": batch} for row in rows + _charge_rows(entry, charges, statement)]
    entry.notices.append(_kept_whole(entry, len(details)))
    return [_row(entry, _merged(details), entry.amount_cents, statement, alone=True)]


def _booked_on(element: Any, statement: Statement, line: int) -> date:
    booked = day(element.find("{*}BookgDt")) or day(element.find("{*}ValDt"))
    if booked is None and statement.kind not in BOOKING_KINDS:
        booked = statement.to_on  # an announcement may leave the day to its own heading
    if booked is not None:
        return booked
    raise UnreadableFileError(
        "missing_booking_day",
        f"Ligne {line}, champ BookgDt : l’écriture n’a pas de date de comptabilisation lisible.",
        "Demandez le fichier d’origine à la banque, sans retouche.",
        line=line,
    )


def _in_entry(detail: Detail, entry: Entry) -> int | None:
    """The transaction's amount in the entry's currency, signed; None when it is not stated."""
    if detail.amount is None or detail.amount[1] != entry.currency:
        return None
    if detail.direction is None:
        return detail.amount[0] if entry.amount_cents >= 0 else -detail.amount[0]
    return signed(detail.amount[0], detail.direction, entry.line)


def _charges(entry: Entry, details: list[Detail], stated: list[int] | None) -> int:
    """Charges inside the entry (negative when taken), 0 unless the figures or the bank prove it."""
    told = entry.charges or [each for detail in details for each in detail.charges]
    total = sum(amount for amount, currency in told if currency == entry.currency)
    if not total or any(currency != entry.currency for _, currency in told):
        return 0
    if stated is not None:
        # A zero or equal transaction amount proves nothing was held back.
        return total if sum(stated) + total == entry.amount_cents else 0
    included = entry.charges_included or (bool(details) and all(each.charges_included for each in details))
    return total if included else 0


def _row(entry: Entry, detail: Detail, amount: int, statement: Statement, *, alone: bool) -> dict[str, Any]:
    returned = detail.return_reason or entry.return_reason
    party, ultimate = _counterparty(detail, amount, statement.account, returned=returned is not None)
    texts = [detail.wording, detail.information]
    if alone or not any(texts):
        texts.append(entry.information)
    row: dict[str, Any] = {
        "account": statement.account,
        "currency": entry.currency,
        "booked_on": entry.booked_on,
        "value_on": entry.value_on,
        "amount_cents": amount,
        "counterparty": party.name,
        "iban": party.iban,
        "end_to_end_id": detail.end_to_end_id,
        "reference": detail.reference,
        "bank_reference": detail.own_reference or _reference(entry, detail, alone=alone),
        "return_reason": returned,
        "wording": _joined(texts),
        "ultimate": ultimate,
    }
    return row | {name: row[name][:longest] for name, longest in LONGEST.items() if row[name]}


def _reference(entry: Entry, detail: Detail, *, alone: bool) -> str | None:
    # The transactions of a batch share their entry's reference: their own tells them apart.
    told = (entry.bank_reference, detail.other_reference)
    mine, other = told if alone else told[::-1]
    return mine or other


def _counterparty(detail: Detail, amount: int, account: str, *, returned: bool) -> tuple[Party, str | None]:
    """The other side: the debtor of a credit, the creditor of a debit.

    A returned payment often keeps the roles of the payment it undoes: there, the side that is not
    the account's own is taken.
    """
    roles = ("Dbtr", "Cdtr") if amount >= 0 else ("Cdtr", "Dbtr")
    for role in roles if returned else roles[:1]:
        party = detail.parties.get(role)
        if party is not None and (not returned or party.iban != account):
            return party, _ultimate(detail, role, party)
    return Party(), _ultimate(detail, roles[0], Party())


def _ultimate(detail: Detail, role: str, party: Party) -> str | None:
    told = detail.parties.get(f"Ultmt{role}")
    return None if told is None or told.name == party.name else told.name


def _charge_rows(entry: Entry, charges: int, statement: Statement) -> list[dict[str, Any]]:
    if not charges:
        return []
    row = _row(entry, Detail(), charges, statement, alone=True)
    return [{**row, "return_reason": None, "wording": _joined(["Frais bancaires", entry.information])}]


def _merged(details: list[Detail]) -> Detail:
    """Transactions that do not add up: their words are kept, for a person, on the one line."""
    return Detail(
        wording=_joined([text for each in details for text in (each.wording, each.information)]),
        return_reason=min(filter(None, (each.return_reason for each in details)), default=None),
    )


def _joined(texts: list[str]) -> str:
    kept: list[str] = []
    for text in texts:
        if text and text not in kept:
            kept.append(text)
    return " / ".join(kept)


def _kept_whole(entry: Entry, count: int) -> Notice:
    return Notice(
        entry.line,
        "NtryDtls",
        "batch_kept_whole",
        f"Cette écriture groupe {count} opérations dont le total n’est pas le sien : elle est gardée "
        "en une seule ligne. Répartissez-la à la main.",
        entry.bank_reference or "",
    )


def _odd_amount(entry: Entry) -> Notice:
    return Notice(
        entry.line,
        "Amt",
        "zero_amount" if entry.amount_cents == 0 else "negative_amount",
        "Montant nul ou négatif : la ligne est lue telle quelle, vérifiez-la avec la banque.",
        entry.bank_reference or "",
    )
