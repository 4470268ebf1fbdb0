"""Notices that the house itself gives, in words: signals to sales, and where objectives stand."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.acts.legal.telling import APPROVED, ASKED, REFUSED
from encours.core.measures import DEFINITIONS
from encours.desk.visits import Visit
from encours.records.work.models import Notice
from encours.words import amounts
from encours.words.languages import nearest
from encours.words.measures import name_of
from encours.words.signals import signal

Words = tuple[str, str, str]  # title, text, address


def of_signal(one: Notice, visit: Visit, customer: str) -> Words:
    """What sales are told of a customer; amounts only to whoever sees credit terms."""
    if one.text.isdecimal():
        count = int(one.text)
        title = ngettext(
            "%(n)s signal chez les clients que vous suivez",
            "%(n)s signaux chez les clients que vous suivez",
            count,
        )
        return title % {"n": count}, "", reverse("customers") + "?signal=any"
    code, currency, cents, *limit = one.text.split()
    title = f"{customer} · {signal(code)}"
    return title, _amounts(code, currency, cents, limit, visit), ""


def _amounts(code: str, currency: str, cents: str, limit: list[str], visit: Visit) -> str:
    language = nearest(get_language())
    amount = amounts.money(int(cents), currency, language)
    if code == "deal_overdue":
        return _("%(amount)s échus.") % {"amount": amount}
    if code == "deal_clear" or not limit or not visit.shows("pricing"):
        return ""
    told = {"amount": amount, "limit": amounts.money(int(limit[0]), currency, language)}
    return _("Exposition de %(amount)s, pour une limite de %(limit)s.") % told


def of_objective(one: Notice) -> Words:
    """Where an objective of this person stands now."""
    key, measure, state = one.text.split()
    name = name_of(measure) if measure in DEFINITIONS else measure
    title = {
        "unmeasured": _("Objectif « %(name)s » : pas de chiffre"),
        "reached": _("Objectif « %(name)s » : atteint"),
        "on_course": _("Objectif « %(name)s » : de nouveau en bonne voie"),
        "behind": _("Objectif « %(name)s » : en retard sur la ligne droite"),
        "missed": _("Objectif « %(name)s » : manqué"),
    }[state]
    return title % {"name": name}, "", reverse("objective", args=[key])


def of_double() -> str:
    """Why a double is to be looked at again."""
    return _(
        "La pièce qui restait n’est plus dans le dernier fichier, ou quelque chose a été affecté sur l’autre."
    )


def of_many_captured(one: Notice) -> Words:
    """Documents of many customers came at once."""
    count = int(one.text) if one.text.isdecimal() else 0
    title = ngettext("%(n)s document est arrivé", "%(n)s documents sont arrivés", count)
    return title % {"n": count} + " " + _("chez des clients que vous suivez"), "", reverse("documents")


def of_exception(one: Notice, customer: str, who: str) -> tuple[str, str]:
    """An exception to the amicable phase, asked or decided, and the reason given."""
    word, _space, reason = one.text.partition(" ")
    title = {
        ASKED: _("%(who)s demande une exception à la phase amiable de %(customer)s"),
        APPROVED: _("%(who)s accorde l’exception demandée pour %(customer)s"),
        REFUSED: _("%(who)s refuse l’exception demandée pour %(customer)s"),
    }[word]
    return title % {"who": who, "customer": customer}, reason


def opened_by(one: Notice) -> str:
    """The address of the document, mail or case that a notice tells of; empty where it tells of none."""
    if one.kind == "exception":
        return reverse("case_life", args=[one.customer_id])
    if one.attachment_id is not None:
        return reverse("open_document", args=[one.attachment_id])
    return reverse("received_mail", args=[one.received_id]) if one.received_id is not None else ""
