"""The bank lines that the ledger has not seen: one of each way in which money arrives."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from encours.core.days import add_business_days
from encours.core.references import creditor_reference
from encours.jobs.demo_company import people
from encours.jobs.demo_company.advices import Advice
from encours.jobs.demo_company.identifiers import SUPPLIER_BANK, french_iban
from encours.jobs.demo_company.ledger import BankNote
from encours.jobs.demo_company.sales import Invoice
from encours.jobs.demo_company.settlement import Receipt
from encours.jobs.demo_company.statements import Movement, batch
from encours.jobs.demo_company.story import Story

_PAYS_IN_FULL = frozenset({"good", "late"})
_PART_PERCENT = 40
_SHORT_PERCENT = 6
_UNKNOWN_CENTS = 84_000
_REFUND_CENTS = 317_300
_SUPPLIER_CENTS = 96_480
_CHARGE_CENTS = 1_890


@dataclass(slots=True)
class News:
    """The new lines of one account, for each way of arriving the invoices it pays, and what payers say beside."""

    movements: list[Movement] = field(default_factory=list)
    ways: dict[str, list[str]] = field(default_factory=dict)
    advices: list[Advice] = field(default_factory=list)

    def add(self, way: str, movement: Movement, *numbers: str) -> None:
        """Keep a movement under its way of arriving."""
        self.movements.append(movement)
        self.ways.setdefault(way, []).extend(numbers)


class Payers:
    """Receipts still to come to one account, each invoice handed out once.

    Those the story drew for these days come first; then, so that every way of arriving has its
    payer whatever the day, the oldest open invoice of each customer who pays in full.
    """

    def __init__(self, story: Story, bank: str) -> None:
        days = story.calendar
        self._days = [add_business_days(days.banked_on, count) for count in range(1, 8)]
        self._open = {
            account: [one for one in own if one.open_cents and one.on < days.banked_on]
            for account, own in story.by_account.items()
        }
        self._taken: set[str] = set()
        drawn = [receipt for receipt in story.pending if receipt.customer.bank == bank]
        self._waiting = [receipt for receipt in drawn if receipt.customer.situation != "group"]
        named = {invoice.number for receipt in self._waiting for invoice, _ in receipt.parts}
        for own in self._open.values():
            customer = own[0].customer if own else None
            if not customer or customer.bank != bank or customer.behaviour not in _PAYS_IN_FULL:
                continue
            if customer.situation not in {"group", "english"} and own[0].number not in named:
                on = self._days[len(self._waiting) % len(self._days)]
                self._waiting.append(Receipt(on, customer, ((own[0], own[0].open_cents),)))

    def take(self, *, among: frozenset[str] | None = None) -> Receipt:
        """The next receipt that pays one invoice whole, from one of these IBANs when given."""
        chosen = next(
            one
            for one in self._waiting
            if len(one.parts) == 1
            and one.cents == one.parts[0][0].open_cents
            and (among is None or one.customer.iban in among)
        )
        self._waiting.remove(chosen)
        self._taken.add(chosen.numbers)
        return chosen

    def rest(self, story: Story) -> list[Receipt]:
        """What the story drew for these days and no one has taken."""
        return [receipt for receipt in self._waiting if receipt in story.pending]

    def oldest(self, account: str) -> Invoice:
        """The oldest open invoice of that customer that nothing here pays yet."""
        own = self._open[account]
        return next((one for one in own if one.number not in self._taken), own[0])

    def day(self, rank: int) -> date:
        """The business day number `rank` (from 0, at most 6) after the ledger's last."""
        return self._days[rank]


def on_main(story: Story, known_ibans: frozenset[str]) -> News:
    """The main account: with one, several or no reference, RF, batch, group, part, stranger, State."""
    news, payers = News(), Payers(story, "main")
    silent = payers.take(among=known_ibans)
    news.add("known_iban", _movement(silent, "VIREMENT RECU"), silent.numbers)
    structured = payers.take()
    reference = creditor_reference(structured.numbers)
    news.add("structured", _movement(structured, "", reference=reference), structured.numbers)
    named = payers.take()
    news.add("reference", _movement(named, f"REGLEMENT FACTURE {named.numbers}"), named.numbers)
    loose = payers.take()
    spelt = loose.numbers.replace("-", " ")
    news.add("reference", _movement(loose, f"FACT {spelt} MERCI"), loose.numbers)
    together = [payers.take() for _ in range(3)]
    parts = [_movement(one, f"FACTURE {one.numbers}") for one in together]
    news.add("batch", batch(payers.day(3), parts, "REMISE VIREMENTS 3"), *(one.numbers for one in together))
    _add_own_ways(news, payers)
    for receipt in payers.rest(story):
        news.add("reference", _movement(receipt, f"REGLEMENT {receipt.numbers}"), *receipt.numbers.split())
    _add_strangers(news, payers)
    return news


def on_second(story: Story) -> News:
    """The second account: references in free text, as structured reference and as end-to-end id."""
    news, payers = News(), Payers(story, "second")
    hospital = payers.oldest("CZHOPI")
    whole = Receipt(payers.day(5), hospital.customer, ((hospital, hospital.open_cents),))
    note = BankNote(whole.customer.name, whole.customer.iban, "MANDAT 4471 TRESORERIE", hospital.number)
    news.add("end_to_end", Movement(whole.on, whole.cents, note), hospital.number)
    structured = payers.take()
    reference = creditor_reference(structured.numbers)
    news.add("structured", _movement(structured, "", reference=reference), structured.numbers)
    for receipt in payers.rest(story):
        if hospital not in [invoice for invoice, _ in receipt.parts]:
            words = f"REGLEMENT {receipt.numbers}"
            news.add("reference", _movement(receipt, words), *receipt.numbers.split())
    charge = BankNote(wording="COMMISSION DE MOUVEMENT")
    news.add("charges", Movement(payers.day(6), -_CHARGE_CENTS, charge, "charges"))
    return news


def _add_own_ways(news: News, payers: Payers) -> None:
    """A part payment and a short one with their advices, an English payer, one transfer for two accounts of a group."""
    part = payers.oldest("CWAGON")
    some = Receipt(payers.day(2), part.customer, ((part, part.open_cents * _PART_PERCENT // 100),))
    news.add("part", _movement(some, f"ACOMPTE SUR {part.number}"), part.number)
    news.advices.append(Advice(some, part.open_cents, 0, "acompte, solde à suivre"))
    whole = payers.take()
    missing = whole.cents * _SHORT_PERCENT // 100
    short = Receipt(whole.on, whole.customer, ((whole.parts[0][0], whole.cents - missing),))
    news.add("short", _movement(short, f"REGLEMENT {short.numbers}"), short.numbers)
    news.advices.append(Advice(short, whole.cents, missing, "manquant à la livraison"))
    english = payers.oldest("CTHORN")
    abroad = Receipt(payers.day(4), english.customer, ((english, english.open_cents),))
    news.add("english", _movement(abroad, f"INV {english.number} THANK YOU"), english.number)
    first, second = payers.oldest("CCARV2"), payers.oldest("CCARV3")
    shares = ((first, first.open_cents), (second, second.open_cents))
    group = Receipt(payers.day(1), first.customer, shares)
    movement = _movement(group, f"CARVALEC {first.number} ET {second.number}")
    news.add("group", movement, first.number, second.number)


def _add_strangers(news: News, payers: Payers) -> None:
    """Money that is nobody's invoice: a payer unknown, a tax refund, a supplier paid."""
    stranger = french_iban("99996", "00009", f"{90_210:011d}")
    note = BankNote("Les Glycines de Mirambelle", stranger, "VIREMENT DE M. OU MME")
    news.add("unknown_payer", Movement(payers.day(6), _UNKNOWN_CENTS, note))
    state = french_iban("99996", "00001", f"{20_000:011d}")
    note = BankNote("DGFIP", state, "REMBOURSEMENT CREDIT DE TVA")
    news.add("not_a_customer", Movement(payers.day(5), _REFUND_CENTS, note))
    supplier = people.suppliers()[-1]
    note = BankNote(supplier.name, supplier.iban, f"PRLV {supplier.name} CONTRAT {SUPPLIER_BANK}")
    news.add("supplier", Movement(payers.day(6), -_SUPPLIER_CENTS, note))


def _movement(receipt: Receipt, wording: str, *, reference: str = "") -> Movement:
    customer = receipt.customer
    return Movement(receipt.on, receipt.cents, BankNote(customer.name, customer.iban, wording, "", reference))
