"""Going straight somewhere: a name, a number, an amount or a verb typed anywhere, answered from what is seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.searching import folded
from encours.core.work.commands import Asked, asked
from encours.desk.documents.finding import found_documents
from encours.desk.navigation import found_by
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Customer
from encours.records.parties.searching import beginning, naming
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words import amounts, days
from encours.words.languages import nearest

_FEW = 8
_ENOUGH = 3  # hits by the beginning of a name: fewer, and names that hold the words are sought too
_SAYING, _SHORTEST, _LOOKED_AT = 3, 3, 20  # documents shown; signs typed; files looked at
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Hit:
    """One place to go: what it is, and what tells it from others."""

    url: str
    title: str
    detail: str
    icon: str
    amount: str = ""


@visiting()
def palette(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Answer what is typed; the list alone where it is asked for by the page."""
    typed = request.GET.get("q", "")
    told = asked(typed)
    context = {"typed": typed, "hits": hits(told, visit), "whole": _whole_list(told)}
    return render(request, "work/palette.html" if request.htmx else "work/palette_page.html", context)  # type: ignore[attr-defined] # by HtmxMiddleware


def hits(told: Asked, visit: Visit) -> list[Hit]:
    """Where one may go, the likeliest first; seven queries at most, each served by an index."""
    if told.verb == "go":
        return _pages(told.words, visit) or _customers(told, visit)
    found = []
    if told.words and told.verb in {"", *_OF_INVOICES}:
        found += _invoices(told, visit)
    if told.verb in _VERBS or told.verb not in _OF_INVOICES:
        found += _customers(told, visit) if told.words else []
    if not told.verb:
        found += _pages(told.words, visit)
        found = found[: 2 * _FEW - _SAYING] + _documents(told.words, visit)
    return found[: 2 * _FEW]


def _whole_list(told: Asked) -> Hit | None:
    """Always last: all that answers to these words, as a list."""
    if told.verb or not folded(told.words):
        return None
    where = f"{reverse('customers')}?{urlencode({'q': told.words})}"
    return Hit(
        where, _("Toute la liste"), _("clients et factures : « %(words)s »") % {"words": told.words}, "search"
    )


_OF_INVOICES = {"dispute": ("open_dispute", "collect"), "pay": ("pay_invoice", "cash")}
_VERBS = {
    "call": ("log_call", "phone", ("collect", "note")),
    "statement": ("statement", "file-text", ()),
    "hold": ("hold_customer", "player-pause", ("collect",)),
    "note": ("add_note", "note", ("collect", "note")),
    "ask": ("ask_colleague", "help-circle", ("collect", "note")),
    "contact": ("add_contact", "user", ("collect",)),
    "edit": ("edit_customer", "edit", ("collect",)),
    "terms": ("confirm_customer_terms", "calendar-event", ("collect",)),
    "dispute": ("dispute_customer", "scale", ("collect",)),
}


def _customers(told: Asked, visit: Visit) -> list[Hit]:
    if not folded(told.words):
        return []
    address, icon, rights = _VERBS.get(told.verb, ("customer", "users", ()))
    if rights and not any(visit.may(right) for right in rights):
        return []
    if told.verb == "statement" and not visit.uses("statements"):
        return []
    seen = Customer.objects.seen(visit.sight)
    found = list(seen.filter(beginning(told.words)).order_by("search_key", "pk")[:_FEW])
    if len(found) < _ENOUGH:
        others = seen.filter(naming(told.words)).exclude(pk__in=[one.pk for one in found])
        found += list(others.order_by("search_key", "pk")[: _FEW - len(found)])
    return [
        Hit(reverse(address, args=[one.pk]), _said(told.verb, one.name), _account(one), icon) for one in found
    ]


def _said(verb: str, name: str) -> str:
    """The verb and whom it is about, in the reader's language."""
    said = {
        "hold": _("Suspendre %(name)s"),
        "note": _("Note sur %(name)s"),
        "call": _("Noter un appel de %(name)s"),
        "statement": _("Relevé de compte de %(name)s"),
        "ask": _("Demander à un collègue, sur %(name)s"),
        "contact": _("Ajouter un contact à %(name)s"),
        "edit": _("Modifier %(name)s"),
        "terms": _("Délai de paiement de %(name)s"),
        "dispute": _("Litige avec %(name)s"),
    }.get(verb, "%(name)s")
    return said % {"name": name}


def _documents(words: str, visit: Visit) -> list[Hit]:
    """The newest captured documents that hold what was typed, whole words of three signs at least."""
    if len(folded(words)) < _SHORTEST:
        return []
    found = [one.attachment for one in found_documents(words, visit, most=_LOOKED_AT) if one.attachment]
    return [
        Hit(
            reverse("open_document", args=[one.pk]),
            visit.free_text(one.title),
            _("document de %(name)s") % {"name": one.customer.name},
            "file-text",
        )
        for one in found[:_SAYING]
    ]


def _account(one: Customer) -> str:
    return _("compte %(account)s") % {"account": one.account}


def _invoices(told: Asked, visit: Visit) -> list[Hit]:
    """Invoices that bear the number, else begin with it; then open ones of that amount."""
    seen = Receivable.objects.seen(visit.sight).select_related("customer").annotate(due_day=due_day())
    words = {told.words, told.words.upper()}
    found = list(seen.filter(number__in=words).order_by("-issued_on", "-pk")[:_FEW])
    if not found and any(sign.isdecimal() for sign in told.words):
        found = list(
            seen.filter(_from(told.words) | _from(told.words.upper())).order_by("number", "pk")[:_FEW]
        )
    if told.cents:
        # The bound is written out, not a parameter: SQLite then sees that the index on open ones serves.
        of_amount = seen.filter(open_cents=told.cents, open_cents__gt=RawSQL("0", []))
        found += list(of_amount.order_by("due_day", "pk")[:_FEW])
    if told.verb in _OF_INVOICES:
        address, right = _OF_INVOICES[told.verb]
        return [_hit(one, address) for one in found if visit.may(right)]
    return [_hit(one, "invoice") for one in found]


def _from(number: str) -> Q:
    """Numbers that begin so, by the index on numbers."""
    if connection.vendor == "postgresql":
        return Q(number__startswith=number)
    return Q(number__gte=number, number__lt=number + _LAST)


def _hit(row: Any, address: str) -> Hit:
    language = nearest(get_language())
    titles = {"open_dispute": _("Litige sur %(number)s"), "pay_invoice": _("Paiement reçu sur %(number)s")}
    return Hit(
        reverse(address, args=[row.pk]),
        titles.get(address, "%(number)s") % {"number": row.number},
        _("%(name)s, échéance du %(day)s")
        % {
            "name": row.customer.name,
            "day": days.day(row.due_day, language),
        },
        "file-invoice",
        amounts.money(row.open_cents, row.currency, language),
    )


def _pages(words: str, visit: Visit) -> list[Hit]:
    """The rooms whose name holds what was typed; all of them where nothing was."""
    wanted = folded(words)
    rooms: Iterable[tuple[str, str, str]] = (
        (each.name, str(each.label), each.icon) for each in found_by(visit)
    )
    return [
        Hit(reverse(name), label, _("page"), icon) for name, label, icon in rooms if wanted in folded(label)
    ]
