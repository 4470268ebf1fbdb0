"""Situations where a line names nothing that it pays: known by who pays and how much, or not to be chosen at all."""

from __future__ import annotations

from datetime import timedelta

from cash_book import Book, Item
from cash_named import total, whole
from cash_names import Company
from cash_wordings import Printed, naming

_HALF, _MOST, _SOME = 0.5, 0.8, 0.3
_STRANGERS = (
    ("DGFIP REMBOURSEMENT CREDIT TVA 3310CA3 {0}", "DIRECTION GENERALE DES FINANCES PUBLIQUES"),
    ("URSSAF TROP VERSE COTISATIONS {0}", "URSSAF"),
    ("CPAM INDEMNITES JOURNALIERES {0}", "CPAM"),
    ("INDEMNISATION SINISTRE {0}", "Assurances du Vieux Port"),
    ("VIREMENT INTERNE DEPUIS COMPTE {0}", None),
    ("INTERETS CREDITEURS ARRETE AU 31/03/2026", None),
    ("REMBOURSEMENT FRAIS DOSSIER {0}", "Crédit Municipal d'Ardelles"),
    ("LOYER AVRIL BAIL {0}", "Indivision Castelnot"),
    ("SALARY RECLAIM {0}", None),
)


def amount_iban(book: Book) -> None:
    """The amount of one invoice, from an account that is known."""
    _exact(book, book.customer("iban"))


def amount_alias(book: Book) -> None:
    """The amount of one invoice, from a name that a person confirmed."""
    _exact(book, book.customer("alias"))


def amount_siren(book: Book) -> None:
    """The amount of one invoice; the payer is told by its SIREN or VAT number."""
    customer = book.customer("")
    item = book.item(customer)
    number = customer.vat_number if book.chance(_HALF) else f"SIREN {customer.siren}"
    pays = [(item, item.open_cents)]
    book.line(customer, item.open_cents, f"REGLEMENT {number}", pays, payer="Paie Fournisseurs SCS")


def amount_name(book: Book) -> None:
    """The amount of one invoice; the payer is told by its name alone, which nobody else bears."""
    _exact(book, book.customer(""))


def subset(book: Book) -> None:
    """Some of a known payer's invoices, none named, no other set of the same sum meant."""
    customer = book.customer("any")
    items = [book.item(customer) for _ in range(book.between(3, 9))]
    paid = items[: book.between(2, len(items) - 1)]
    book.line(customer, total(paid), None, whole(paid))


def credit_note(book: Book) -> None:
    """Invoices less a credit note; named with it, without it, or not at all."""
    customer = book.customer("any")
    items = [book.item(customer) for _ in range(book.between(1, 3))]
    note = book.item(customer, cents=-(total(items) * book.between(5, 30) // 100))
    flavour = book.between(0, 2)
    numbers = [item.number for item in items]
    said = [*numbers, note.number] if flavour == 0 else numbers
    words = naming(book.draw, " ".join(said), english=customer.english) if flavour <= 1 else None
    if words and flavour == 0 and book.chance(_HALF):
        words = f"{naming(book.draw, ' '.join(numbers), english=customer.english)} - AVOIR {note.number}"
    pays = [*whole(items), (note, note.open_cents)]
    book.line(customer, total(items) + note.open_cents, words, pays)


def small_difference_unnamed(book: Book) -> None:
    """The amount of a known payer's invoice to some cents, nothing named."""
    customer = book.customer("any")
    item = book.item(customer, cents=book.cents(customer) + 20_000)
    apart = book.between(1, 90)
    paid = item.open_cents - apart
    book.line(customer, paid, None, [(item, paid)], accepted=[(item, apart)])


def double_payment(book: Book) -> None:
    """An invoice paid once already, paid again: by its number, or by its amount alone."""
    customer = book.customer("any")
    item = book.item(customer)
    named = book.chance(_HALF)
    words = naming(book.draw, item.number, english=customer.english) if named else None
    line = book.line(customer, item.amount_cents, words)
    item.open_cents = 0
    book.paid.append((customer.id, item.amount_cents, line.booked_on - timedelta(days=book.between(1, 40))))


def on_account(book: Book) -> None:
    """A deposit on an order: a round amount of a known payer that is no invoice's, nor any set's."""
    customer = book.customer("any")
    _owing(book, customer)
    order = book.between(1_000, 99_999)
    words = f"DEPOSIT ORDER {order}" if customer.english else f"ACOMPTE COMMANDE {order}"
    book.line(customer, _nothing(book, customer), words if book.chance(_MOST) else None)


def other_currency(book: Book) -> None:
    """An invoice in euros paid in another currency: shown, never converted."""
    customer = book.customer()
    item = book.item(customer)
    words = naming(book.draw, item.number, english=customer.english)
    line = book.line(customer, item.open_cents * 108 // 100 if book.chance(_HALF) else item.open_cents, words)
    line.currency = "USD"


def not_a_customer(book: Book) -> None:
    """Money of nobody that owes: taxes, insurance, rent; its figures look like invoice numbers."""
    words, name = _STRANGERS[book.between(0, len(_STRANGERS) - 1)]
    figures = (
        f"2026{book.between(10_240, 200_000):06}" if book.chance(_SOME) else f"{book.between(10**6, 10**8)}"
    )
    told = Printed(words.format(figures), None)
    book.credit(None, book.cents(), told, payer=name, bare=name is None)


def card_batch(book: Book) -> None:
    """A day's card payments net of fees: its detail is elsewhere."""
    words = f"STRIPE PAYOUT PO 1N{book.between(10**6, 10**7)} STRIPE TECHNOLOGY EUROPE"
    book.credit(None, book.cents(), Printed(words, None), payer="Stripe Technology Europe Ltd")


def cheque_deposit(book: Book) -> None:
    """One credit for several cheques without their slip: nothing tells whose, even when sums fit."""
    items = [book.item(book.customer()) for _ in range(book.between(1, 5))]
    words = f"REMISE CHEQUES {book.between(10**6, 10**7)} NB {len(items)}"
    book.credit(None, total(items), Printed(words, None), bare=True)


def ambiguous_amount(book: Book) -> None:
    """Two invoices of the payer have the amount."""
    customer = book.customer("any")
    item = book.item(customer)
    book.item(customer, cents=item.open_cents)
    book.line(customer, item.open_cents, None)


def ambiguous_set(book: Book) -> None:
    """Two sets of the payer's invoices have the sum."""
    customer = book.customer("any")
    one, other = book.item(customer), book.item(customer)
    third = book.item(customer, cents=one.open_cents + book.between(1_000, 9_000))
    apart = third.open_cents - one.open_cents
    if other.open_cents > apart:
        book.item(customer, cents=other.open_cents - apart)
    else:
        book.item(customer, cents=other.open_cents)
    book.line(customer, one.open_cents + other.open_cents, None)


def ambiguous_number(book: Book) -> None:
    """A number that two customers' invoices bear (two series, one renumbered)."""
    one, other = book.customer(""), book.customer("")
    number = book.numbers(series=2)[0]
    first = book.item(one, number=number)
    book.item(other, cents=first.open_cents, number=number)
    words = naming(book.draw, number, english=False)
    book.credit(None, first.open_cents, Printed(words, None), bare=True)


def ambiguous_name(book: Book) -> None:
    """Two customers bear the payer's name, and each owes the amount."""
    customer = book.customer("", twin=True)
    while customer.cousin:
        customer = book.customer("", twin=True)
    item = book.item(customer)
    for other in book.customers[max(customer.id - 2, 0) : customer.id + 1]:
        if other is not customer and other.name == customer.name:
            book.item(other, cents=item.open_cents)
    line = book.line(customer, item.open_cents, None)
    line.iban, line.customer_id = None, None


def name_of_another(book: Book) -> None:
    """The payer owes nothing such; the one who does bears its name under another legal form."""
    customer = book.customer("", twin=True)
    while not customer.cousin:
        customer = book.customer("", twin=True)
    item = book.item(book.customers[customer.cousin - 1])
    line = book.line(customer, item.open_cents, None)
    line.iban = None


def shared_account(book: Book) -> None:
    """Two customers pay from one account: the amount tells which of them, unless both owe it."""
    one, other = book.customer("iban"), book.customer("iban")
    book.payers.append(("iban", one.iban, other.id))
    item = book.item(one)
    both = book.chance(_SOME)
    if both:
        book.item(other, cents=item.open_cents)
    line = book.line(one, item.open_cents, None, [] if both else whole([item]))
    other.cents.append(item.open_cents)
    line.customer_id = None if both else one.id


def group_pays(book: Book) -> None:
    """The parent, known by its account, pays the one invoice of its subsidiary that has the amount."""
    parent, child = book.customer("iban"), book.customer()
    parent.group = child.group = parent.group or child.group or parent.id
    item = book.item(child)
    line = book.line(parent, item.open_cents, None, whole([item]))
    child.cents.append(item.open_cents)
    line.customer_id = child.id


def subset_of_many(book: Book) -> None:
    """A few of the dozens of invoices that a known payer owes; other sets may have the sum by chance."""
    customer = book.customer("any")
    items = [book.item(customer) for _ in range(book.between(20, 50))]
    paid = items[: book.between(3, 10)]
    book.line(customer, total(paid), None, whole(paid))


def _exact(book: Book, customer: Company) -> None:
    item = book.item(customer)
    book.line(customer, item.open_cents, None, [(item, item.open_cents)])


def _owing(book: Book, customer: Company) -> list[Item]:
    return [book.item(customer) for _ in range(book.between(1, 3))]


def _nothing(book: Book, customer: Company) -> int:
    """A round amount that this customer does not owe."""
    while True:
        cents = book.between(2, 60) * 10_000
        if cents not in customer.cents:
            return cents
