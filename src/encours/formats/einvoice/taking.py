"""The one reader of all syntaxes: terms taken from where the mapping says they stand."""

from __future__ import annotations

from datetime import date

from encours.core.einvoice.documents import (
    Document,
    Instalment,
    Means,
    Note,
    Party,
    Reduction,
    Reference,
    Tax,
    Totals,
    kind_of,
)
from encours.core.einvoice.tying import settled
from encours.core.matching.currencies import ISO_4217
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.details import attached_of, lines_of, party_of, reductions_of
from encours.formats.einvoice.nodes import Node, every, one, text
from encours.formats.einvoice.profiles import profile_name
from encours.formats.einvoice.syntax import Syntax
from encours.formats.einvoice.values import cents, day, rate_ppm

_TEXTS = (
    "terms",
    "payment_reference",
    "order_number",
    "sales_order",
    "contract",
    "project",
    "buyer_reference",
)
_SUMS = (
    "lines_cents",
    "allowances_cents",
    "charges_cents",
    "net_cents",
    "total_cents",
    "prepaid_cents",
    "rounding_cents",
    "payable_cents",
)
_ORDER, _INVOICE, _CREDIT_NOTE = "220", "380", "381"
_TOLD_BY_ROOT = {"CreditNote": _CREDIT_NOTE, "Order": _ORDER, "SCRDMCCBDACIOMessageStructure": _ORDER}
_SUBJECT = 3


def document_of(root: Node, name: str, syntax: Syntax) -> Document:
    """Read one document; `name` is the root's, which tells its kind where no code does.

    Raises UnreadableFileError where a term without which nothing can be said is missing or unreadable.
    """
    told = {key: text(root, *syntax.document[key]) for key in _TEXTS}
    currency = _currency(root, syntax)
    totals = _totals(root, syntax, currency)
    type_code = text(root, *syntax.document["type_code"]) or _TOLD_BY_ROOT.get(name, _INVOICE)
    payee = one(root, *syntax.places["payee"])
    lines = lines_of(root, syntax)
    return Document(
        syntax=syntax.name,
        profile=profile_name(text(root, *syntax.document["profile"])),
        kind=kind_of(type_code, totals.total_cents or 0),
        type_code=type_code,
        number=_number(root, syntax),
        issued_on=_issued(root, syntax),
        due_on=_day(root, syntax, "due_on"),
        currency=currency,
        seller=_party(root, syntax, "seller"),
        buyer=_party(root, syntax, "buyer"),
        payee=party_of(payee, syntax) if payee else None,
        totals=totals,
        delivered_on=_day(root, syntax, "delivered_on"),
        from_on=_day(root, syntax, "from_on"),
        to_on=_day(root, syntax, "to_on"),
        lines=lines,
        reductions=(
            *reductions_of(every(root, *syntax.places["reductions"]), syntax),
            *(_service(each, syntax) for each in every(root, *syntax.places["services"])),
        ),
        taxes=_taxes(root, syntax, currency),
        means=_means(root, syntax),
        instalments=_instalments(root, syntax),
        preceding=_preceding(root, syntax),
        notes=_notes(root, syntax),
        attached=attached_of(root, syntax),
        **told,
    )


def _currency(root: Node, syntax: Syntax) -> str:
    code = text(root, *syntax.document["currency"])
    if not code:  # an order may say it beside its amounts alone
        code = text(root, *(f"{path}@currencyID" for path in syntax.document["payable_cents"]))
    if code in ISO_4217:
        return code
    raise _missing("unknown_currency", f"« {code[:20]} » n’est pas une devise ISO 4217 (BT-5).")


def _number(root: Node, syntax: Syntax) -> str:
    number = text(root, *syntax.document["number"])
    if number:
        return number
    raise _missing("number_missing", "Le document n’a pas de numéro (BT-1).")


def _issued(root: Node, syntax: Syntax) -> date:
    found = _day(root, syntax, "issued_on")
    if found is not None:
        return found
    raise _missing("day_missing", "Le document n’a pas de date d’émission (BT-2).")


def _missing(rule: str, sentence: str) -> UnreadableFileError:
    return UnreadableFileError(rule, sentence, "Faites corriger le document par qui l’a émis.")


def _day(root: Node, syntax: Syntax, term: str) -> date | None:
    return next((found for node in every(root, *syntax.document[term]) if (found := day(node))), None)


def _party(root: Node, syntax: Syntax, place: str) -> Party:
    node = one(root, *syntax.places[place])
    return party_of(node, syntax) if node else Party()


def _totals(root: Node, syntax: Syntax, currency: str) -> Totals:
    sums = {term: cents(one(root, *syntax.document[term])) for term in _SUMS}
    taxes = every(root, *syntax.document["tax_cents"])
    own = [node for node in taxes if node.attributes.get("currencyID", currency) == currency]
    tax = [found for node in own if (found := cents(node)) is not None]
    return settled(Totals(**sums, tax_cents=tax[0] if tax else None))


def _service(node: Node, syntax: Syntax) -> Reduction:
    paths = syntax.reduction
    return Reduction(
        cents(one(node, *paths["amount"])) or 0, charge=True, reason=text(node, *paths["reason"])
    )


def _taxes(root: Node, syntax: Syntax, currency: str) -> tuple[Tax, ...]:
    paths, found = syntax.tax, []
    for node in every(root, *syntax.places["taxes"]):
        amount = one(node, *paths["amount"])
        if amount is not None and amount.attributes.get("currencyID", currency) != currency:
            continue  # the same VAT told again in the currency of the accounts
        found.append(
            Tax(
                category=text(node, *paths["category"]),
                rate_ppm=rate_ppm(one(node, *paths["rate"])),
                basis_cents=cents(one(node, *paths["basis"])),
                tax_cents=cents(amount),
                reason=text(node, *paths["reason"]),
            )
        )
    return tuple(found)


def _means(root: Node, syntax: Syntax) -> tuple[Means, ...]:
    paths = syntax.means
    mandate = text(root, *syntax.places["mandate"])
    return tuple(
        Means(
            code=text(node, *paths["code"]),
            text=text(node, *paths["text"]),
            iban=text(node, *paths["iban"]).replace(" ", ""),
            bic=text(node, *paths["bic"]),
            account_name=text(node, *paths["account_name"]),
            mandate=mandate,
        )
        for node in every(root, *syntax.places["means"])
    )


def _instalments(root: Node, syntax: Syntax) -> tuple[Instalment, ...]:
    """The due dates, where there are several; the same day told twice without amount is one."""
    paths, found = syntax.instalment, []
    for place in paths["terms"]:
        for node in every(root, place):
            due_on = day(one(node, *paths["due_on"]))
            if due_on is not None:
                found.append(Instalment(due_on, cents(one(node, *paths["amount"]))))
    several = tuple(dict.fromkeys(found))
    return several if len({each.due_on for each in several}) > 1 else ()


def _preceding(root: Node, syntax: Syntax) -> tuple[Reference, ...]:
    found = (
        Reference(text(node, *syntax.reference["number"]), day(one(node, *syntax.reference["on"])))
        for node in every(root, *syntax.places["preceding"])
    )
    return tuple(each for each in found if each.number)


def _notes(root: Node, syntax: Syntax) -> tuple[Note, ...]:
    found = []
    for node in every(root, *syntax.places["notes"]):
        words, subject = text(node, *syntax.note["text"]), text(node, *syntax.note["subject"])
        if not subject and words[:1] == "#" and words[_SUBJECT + 1 : _SUBJECT + 2] == "#":
            subject, words = words[1 : _SUBJECT + 1], words[_SUBJECT + 2 :]  # as Peppol writes it: #PMT#words
        if words:
            found.append(Note(words, subject))
    return tuple(found)
