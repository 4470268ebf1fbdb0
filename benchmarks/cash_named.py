"""Situations where a line names what it pays: clean, noisy, cut, listed, ranged, by another number than its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from cash_book import Book, Item
from cash_names import Company
from cash_wordings import Printed, confused, loose, naming, ranged, several, shortened, truncated
from encours.core.references import creditor_reference, customer_reference, grouped

_HALF, _MOST, _SOME = 0.5, 0.8, 0.3


def total(items: list[Item]) -> int:
    """What is open of them."""
    return sum(item.open_cents for item in items)


def whole(items: list[Item]) -> list[tuple[Item, int]]:
    """Each paid in full."""
    return [(item, item.open_cents) for item in items]


def structured_reference(book: Book) -> None:
    """A creditor reference (ISO 11649), of an invoice or of all that a customer owes."""
    customer = book.customer()
    items = book.items_of(customer, 1)
    reference = creditor_reference(items[0].number)
    if book.chance(0.2) and customer.known_by:
        reference = customer_reference(customer.account)
    said = grouped(reference) if book.chance(_HALF) else reference
    line = book.line(customer, total(items), said, whole(items))
    if book.chance(_HALF):
        line.reference, line.wording = reference, f"VIR SEPA {customer.name.upper()}"


def end_to_end_id(book: Book) -> None:
    """The invoice's number as the payer's own reference of the payment."""
    customer = book.customer()
    item = book.item(customer, number=book.numbers(series=0)[0])
    book.line(customer, item.open_cents, None, [(item, item.open_cents)], own_id=item.number.replace("-", ""))


def number_clean(book: Book) -> None:
    """One number, as printed."""
    _one(book, book.customer(), lambda number: number)


def number_loose(book: Book) -> None:
    """One number, separators and capitals apart."""
    _one(book, book.customer(), lambda number: loose(book.draw, number))


def number_misread(book: Book) -> None:
    """A zero typed as an O, a one as an I."""
    _one(book, book.customer(), lambda number: confused(book.draw, number))


def number_truncated(book: Book) -> None:
    """A number without its beginning, or cut at its end."""
    known = "any" if book.chance(_MOST) else ""
    _one(book, book.customer(known), lambda number: truncated(book.draw, number))


def number_list(book: Book) -> None:
    """Several numbers, not all in a row."""
    customer = book.customer()
    items = [book.item(customer) for _ in range(book.between(2, 6))]
    words = several(book.draw, [item.number for item in items])
    book.line(customer, total(items), naming(book.draw, words, english=customer.english), whole(items))


def number_range(book: Book) -> None:
    """`F1021 à F1025`; now and then another customer's invoice lies between, and is not meant."""
    customer = book.customer()
    numbers = book.numbers(book.between(3, 6), series=book.between(0, 1))
    gap = book.between(1, len(numbers) - 2) if book.chance(_SOME) else None
    items = []
    for rank, number in enumerate(numbers):
        owner = book.customer() if rank == gap else customer
        made = book.item(owner, number=number)
        if owner is customer:
            items.append(made)
    words = ranged(book.draw, numbers[0], numbers[-1])
    book.line(customer, total(items), naming(book.draw, words, english=customer.english), whole(items))


def number_shortened(book: Book) -> None:
    """`F1021/22/23`."""
    customer = book.customer()
    numbers = book.numbers(book.between(2, 4), series=1)
    while numbers[0][:-2] != numbers[-1][:-2]:
        numbers = book.numbers(len(numbers), series=1)
    items = [book.item(customer, number=number) for number in numbers]
    words = shortened(book.draw, numbers)
    book.line(customer, total(items), naming(book.draw, words, english=customer.english), whole(items))


def purchase_order(book: Book) -> None:
    """The buyer's order number instead of the invoice's."""
    customer = book.customer("any")
    item = book.item(customer)
    item.po_number = f"PO-{book.between(10_000, 999_999)}"
    words = f"{item.po_number}" if book.chance(_HALF) else f"VOTRE CDE {item.po_number}"
    book.line(customer, item.open_cents, words, [(item, item.open_cents)])


def part_payment(book: Book) -> None:
    """A named invoice paid in part; the rest stays owed."""
    customer = book.customer()
    item = book.item(customer)
    part = item.open_cents * book.between(20, 80) // 100
    words = f"{naming(book.draw, item.number, english=customer.english)} ACOMPTE"
    book.line(customer, part, words, [(item, part)])


def bank_charges(book: Book) -> None:
    """Paid from abroad, some euros kept by banks on the way."""
    customer = book.customer()
    item = book.item(customer, cents=book.cents(customer) + 50_000)
    kept = book.between(500, 2_500)
    words = f"{naming(book.draw, item.number, english=customer.english)} CHARGES SHA"
    paid = item.open_cents - kept
    book.line(customer, paid, words, [(item, paid)], accepted=[(item, kept)])


def small_difference(book: Book) -> None:
    """A named invoice paid to some cents more or less."""
    customer = book.customer()
    item = book.item(customer, cents=book.cents(customer) + 20_000)
    apart = book.between(1, 90) * (-1 if book.chance(_MOST) else 1)
    words = naming(book.draw, item.number, english=customer.english)
    paid = item.open_cents + min(apart, 0)
    let_go = [(item, -apart)] if apart < 0 else []
    book.line(customer, item.open_cents + apart, words, [(item, paid)], accepted=let_go)


def discount(book: Book) -> None:
    """Two per cent for an early payment, in time or, one in three, too late: then nothing is granted."""
    customer = book.customer("any")
    item = book.item(customer)
    item.discount_cents = (item.open_cents * 2 + 50) // 100
    paid = item.open_cents - item.discount_cents
    words = naming(book.draw, item.number, english=customer.english) if book.chance(0.7) else None
    late = book.chance(_SOME)
    pays = [(item, paid)] if words or not late else []
    let_go = [] if late else [(item, item.discount_cents)]
    line = book.line(customer, paid, words, pays, accepted=let_go)
    item.discount_until = line.booked_on + timedelta(
        days=-book.between(2, 20) if late else book.between(0, 10)
    )


def several_payers(book: Book) -> None:
    """One invoice paid half by its customer, half by somebody else, each naming it."""
    customer = book.customer()
    item = book.item(customer)
    mine = item.open_cents * book.between(30, 70) // 100
    for part, payer in ((mine, None), (item.open_cents - mine, "Mutuelle des Trois Rives")):
        words = naming(book.draw, item.number, english=customer.english)
        book.line(customer, part, words, [(item, part)], payer=payer)


def one_for_several(book: Book) -> None:
    """A treasury pays the invoices of several customers and names them all."""
    owners = [book.customer() for _ in range(book.between(2, 3))]
    items = [book.item(owner) for owner in owners]
    words = several(book.draw, [item.number for item in items])
    book.line(owners[0], total(items), words, whole(items), payer="Trésorerie Centrale Orvaneau")


def bill(book: Book) -> None:
    """A bill of exchange that falls due, or a batch of them, credited by the bank."""
    owners = [book.customer() for _ in range(book.between(1, 4))]
    items = [book.item(owner) for owner in owners]
    words = f"REMISE LCR ECH {book.on:%d%m%y} {' '.join(item.number for item in items)}"
    owner = owners[0] if len(owners) == 1 else None
    book.credit(owner, total(items), Printed(words, None), whole(items), bare=True)


def number_mistyped(book: Book) -> None:
    """A number that is another customer's, mistyped; the amount is that of the payer's own invoice, or of none."""
    customer, other = book.customer("any"), book.stranger()
    item, named = book.item(customer), book.item(other)
    words = naming(book.draw, named.number, english=customer.english)
    if book.chance(_HALF):
        book.line(customer, item.open_cents, words, [(item, item.open_cents)])
    else:
        book.line(customer, book.cents(customer), words)


def _one(book: Book, customer: Company, write: Callable[[str], str]) -> None:
    item = book.item(customer)
    words = naming(book.draw, write(item.number), english=customer.english)
    book.line(customer, item.open_cents, words, [(item, item.open_cents)])
