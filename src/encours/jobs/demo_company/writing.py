"""Write the demo's eight files, and say what is in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from encours.jobs.demo_company import advices, camt, cfonb, companions, fec, ledger, news, people
from encours.jobs.demo_company.ledger import Entry
from encours.jobs.demo_company.statements import Statement, booked_movements, flat, weekly
from encours.jobs.demo_company.story import Story, tell


@dataclass(frozen=True, slots=True)
class DemoFacts:
    """What the files hold, by the generator's own count; money in cents of EUR.

    `open_cents` is the balance of accounts 411, 413, 416 and 419 in the current ledger (guarantees kept
    back included), `open_by_account` the same by customer. `situations` names the accounts
    of each situation, `ways` the invoices paid by each kind of new bank line, `closing_cents` the
    balance of each statement by IBAN.
    """

    company: str
    siren: str
    iban: str
    first_on: date
    closing_on: date
    ledger_on: date
    customers: int
    invoices: int
    credit_notes: tuple[str, ...]
    accepted_bills: int
    retentions: int
    doubtful_invoices: int
    open_invoices: int
    open_cents: int
    open_by_account: dict[str, int]
    situations: dict[str, tuple[str, ...]]
    disputed: tuple[str, ...]
    returned: str
    known_bank_lines: int
    new_bank_lines: int
    new_receipts_cents: int
    ways: dict[str, tuple[str, ...]]
    closing_cents: dict[str, int]


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """Where the files are, in the order in which they are to be imported, and what is in them."""

    previous_fec: Path
    current_fec: Path
    customers_csv: Path
    invoices_csv: Path
    camt: Path
    cfonb: Path
    advices: tuple[Path, ...]
    facts: DemoFacts


@dataclass(frozen=True, slots=True)
class _Bank:
    """Both accounts' statements, and what is new in them."""

    main: list[Statement]
    second: list[Statement]
    known_lines: int
    news: tuple[news.News, news.News]


def write_demo(folder: Path, *, on: date, seed: int = 2026) -> DemoFiles:
    """Write the demo shown on `on` into `folder` (made if absent); the same arguments, the same bytes.

    Two FEC (last fiscal year, closed; running year, with drafts up to the business day before `on`),
    `clients.csv`, `factures.csv`, a CAMT.053.001.08 file of the main account and a CFONB120 file of
    the second one, both up to that same day; and the advices of two payers who paid short.
    """
    story = tell(on, seed)
    days = story.calendar
    previous = story.books.between(days.first_on, days.closing_on)
    opening = ledger.opening_entry(previous, days.opening_on)
    current = [opening, *story.books.between(days.opening_on, days.last_on)]
    bank = _bank(story)
    said = [advice for one in bank.news for advice in one.advices]
    folder.mkdir(parents=True, exist_ok=True)
    files = DemoFiles(
        previous_fec=folder / f"{people.SIREN}FEC{days.closing_on:%Y%m%d}.txt",
        current_fec=folder / f"{people.SIREN}FEC{days.last_on:%Y%m%d}.txt",
        customers_csv=folder / "clients.csv",
        invoices_csv=folder / "factures.csv",
        camt=folder / f"releve-camt053-{days.last_on:%Y%m%d}.xml",
        cfonb=folder / f"releve-cfonb120-{days.last_on:%Y%m%d}.txt",
        advices=tuple(folder / f"avis-de-paiement-{rank}.csv" for rank, _ in enumerate(said, start=1)),
        facts=_facts(story, current, bank),
    )
    _write(files.previous_fec, fec.text(previous, closed=True, last_on=days.closing_on))
    _write(files.current_fec, fec.text(current, closed=False, last_on=days.last_on))
    _write(files.customers_csv, companions.customers_text(story.customers))
    _write(files.invoices_csv, companions.invoices_text(story.invoices))
    files.camt.write_bytes(camt.document(bank.main, on))
    files.cfonb.write_bytes(cfonb.document(bank.second))
    for path, advice in zip(files.advices, said, strict=True):
        _write(path, advices.text(advice))
    return files


def _write(path: Path, text: str) -> None:
    path.write_bytes(text.encode("utf-8"))


def _bank(story: Story) -> _Bank:
    known_main = booked_movements(story, people.MAIN)
    known_second = booked_movements(story, people.SECOND)
    ibans = frozenset(one.note.iban for one in known_main if one.cents > 0)
    new_main, new_second = news.on_main(story, ibans), news.on_second(story)
    return _Bank(
        weekly(story, people.MAIN, known_main + new_main.movements),
        weekly(story, people.SECOND, known_second + new_second.movements),
        len(known_main) + len(known_second),
        (new_main, new_second),
    )


def _facts(story: Story, current: list[Entry], bank: _Bank) -> DemoFacts:
    days = story.calendar
    by_account = _open_by_account(current)
    new = [movement for one in bank.news for movement in flat(one.movements)]
    return DemoFacts(
        company=f"{people.NAME} {people.LEGAL_FORM}",
        siren=people.SIREN,
        iban=people.MAIN.iban,
        first_on=days.first_on,
        closing_on=days.closing_on,
        ledger_on=days.last_on,
        customers=len(story.customers),
        invoices=len(story.invoices),
        credit_notes=tuple(story.credit_notes),
        accepted_bills=story.accepted_bills,
        retentions=sum(1 for invoice in story.invoices if invoice.retention_cents),
        doubtful_invoices=story.doubtful,
        open_invoices=sum(1 for invoice in story.invoices if invoice.open_cents),
        open_cents=sum(by_account.values()),
        open_by_account=by_account,
        situations=_situations(story),
        disputed=tuple(invoice.number for invoice in story.disputed),
        returned=story.returned.number,
        known_bank_lines=bank.known_lines,
        new_bank_lines=len(new),
        new_receipts_cents=sum(movement.cents for movement in new if movement.cents > 0),
        ways=_ways(bank),
        closing_cents={one[-1].account.iban: one[-1].closing_cents for one in (bank.main, bank.second)},
    )


def _open_by_account(entries: list[Entry]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for entry in entries:
        for line in entry.lines:
            if line.account.startswith(ledger.RECEIVABLE_ROOTS):
                found[line.auxiliary] += line.balance_cents
    return {account: cents for account, cents in sorted(found.items()) if cents}


def _situations(story: Story) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for customer in story.customers:
        found[customer.situation].append(customer.account)
    found["opening_balance"] = [people.OPENING_ACCOUNT]
    found["assumed_terms"] = sorted(people.WITHOUT_TERMS)
    return {situation: tuple(accounts) for situation, accounts in found.items()}


def _ways(bank: _Bank) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in bank.news:
        for way, numbers in one.ways.items():
            found[way] = (*found.get(way, ()), *numbers)
    return found
