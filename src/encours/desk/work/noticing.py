"""What a person is told: its notices, how many are unread, and what it wants to be told of."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.personal import choose, read_notices
from encours.desk.acting import Ask, act_page
from encours.desk.authors import names_of
from encours.desk.paging import sliced
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work import forms, notice_words
from encours.records.parties.models import Customer
from encours.records.work.models import NOTICES, Choice, Notice
from encours.words.masking import masked

ICONS = {
    "mention": "user",
    "reply": "arrow-back-up",
    "task": "help-circle",
    "answer": "check",
    "transfer": "users",
    "absence": "calendar-event",
    "digest": "mail",
    "signal": "alert-triangle",
    "objective": "rosette-discount-check",
    "document": "file-text",
    "double": "file-minus",
    "captured": "file-text",
    "approval": "shield-check",
    "exception": "gavel",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as the page shows it."""

    notice: Notice
    icon: str
    title: str
    text: str
    url: str


@visiting(methods=("GET", "POST"))
def notices(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what this person was told, newest first; or mark it as read, up to what was shown."""
    if request.method == "POST":
        upto = request.POST.get("upto", "")
        read_notices(visit.creditor, visit.person, upto=int(upto) if upto.isdecimal() else 0, at=visit.at)
        return said(redirect("notices"), _("Tout est marqué comme lu."))
    page = sliced(mine(visit), "-id", request)
    context = {"rows": _rows(visit, page.rows), "slice": page}
    return render(request, "work/notices.html", context)


@visiting(methods=("GET", "POST"))
def notice_choices(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Choose what to be told, and whether by a daily e-mail."""
    ask = Ask(
        title=_("Ce dont je veux être prévenu"),
        verb=_("Enregistrer"),
        back=reverse("notices"),
        done=_("Vos choix sont enregistrés."),
        lead=_("L’e-mail du matin part quand un serveur d’envoi est configuré, jamais en démonstration."),
    )
    kept = Choice.objects.of([visit.creditor.pk]).filter(person=visit.person).first()
    muted = kept.muted if kept else []
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Told(*given, names=kind_names(), **named),
        lambda values: choose(
            visit.creditor,
            visit.person,
            digest=values["digest"],
            muted=[kind for kind in NOTICES if kind not in values["told"] and kind != "digest"],
        ),
        {"digest": bool(kept and kept.digest), "told": [kind for kind in NOTICES if kind not in muted]},
    )


def mine(visit: Visit) -> QuerySet[Notice]:
    """The notices of this person here."""
    return Notice.objects.of([visit.creditor.pk]).filter(person=visit.person)


def unread(visit: Visit) -> QuerySet[Notice]:
    """The notices that this person has not read."""
    return mine(visit).filter(read_at__isnull=True)


def kind_names() -> dict[str, str]:
    """Kinds of notice in the reader's language."""
    return {
        "mention": _("Une note me nomme"),
        "reply": _("On répond dans un fil où j’ai écrit"),
        "task": _("On me pose une question"),
        "answer": _("On répond à ma question"),
        "transfer": _("On me confie des clients"),
        "absence": _("Une absence me concerne"),
        "digest": _("Le résumé du jour"),
        "signal": _("Limite de crédit dépassée, affaire chez un client en retard, et leur fin"),
        "objective": _("Un objectif dont je réponds change d’état"),
        "document": _("Un document demandé à un client est arrivé"),
        "double": _("Un double que j’ai écarté n’en est peut-être plus un"),
        "captured": _("Une facture électronique, une pièce ou un document arrive chez un client que je suis"),
        "approval": _("Une relance que je suis est refusée ou renvoyée, un accord m’est délégué"),
        "exception": _("Une exception à la phase amiable attend ma décision, ou la mienne est décidée"),
    }


def _rows(visit: Visit, shown: list[Notice]) -> list[Row]:
    """Notices in words; one about a customer no longer seen says no more of it."""
    keys = {one.customer_id for one in shown if one.customer_id}
    names = dict(Customer.objects.seen(visit.sight).filter(pk__in=keys).values_list("pk", "name"))
    authors = names_of(one.by for one in shown)
    return [_row(visit, one, names, authors[one.by]) for one in shown]


def _row(visit: Visit, one: Notice, names: dict[int, str], who: str) -> Row:
    seen = one.customer_id is None or one.customer_id in names
    customer = names.get(one.customer_id or 0, _("un client"))
    title, text, url = _words(visit, one, customer, who)
    if not seen:
        text = url = ""
    elif one.customer_id:
        url = notice_words.opened_by(one) or reverse("customer", args=[one.customer_id]) + "#story"
    return Row(one, ICONS[one.kind], title, text, url)


def _words(visit: Visit, one: Notice, customer: str, who: str) -> notice_words.Words:
    told = _of_house(visit, one, customer)
    if told is not None:
        return told
    if one.kind == "exception":
        title, said = notice_words.of_exception(one, customer, who)
        return title, visit.free_text(masked(said)), ""
    if one.kind == "transfer":
        return _transferred(one, who), "", reverse("work_list") + "?whose=mine"
    title = {
        "mention": _("%(who)s vous nomme au sujet de %(customer)s"),
        "reply": _("%(who)s répond au sujet de %(customer)s"),
        "task": _("%(who)s vous demande, au sujet de %(customer)s"),
        "answer": _("%(who)s répond à votre question sur %(customer)s"),
        "absence": _("Absence notée par %(who)s"),
        "digest": _("Le résumé du jour"),
        "document": _("Un document de %(customer)s est arrivé"),
        "captured": _("Arrivé au dossier de %(customer)s"),
        "approval": _("Une relance à %(customer)s n’est pas approuvée par %(who)s")
        if one.customer_id
        else _("Un accord est délégué par %(who)s"),
    }[one.kind]
    return title % {"who": who, "customer": customer}, visit.free_text(masked(one.text)), ""


def _of_house(visit: Visit, one: Notice, customer: str) -> notice_words.Words | None:
    """A notice that the house itself gives, in words; None where a colleague does."""
    if one.kind == "signal":
        return notice_words.of_signal(one, visit, customer)
    if one.kind == "objective":
        return notice_words.of_objective(one)
    if one.kind == "double":
        told = _("%(customer)s : un doublon que vous avez écarté est à revoir")
        return told % {"customer": customer}, notice_words.of_double(), ""
    if one.kind == "captured" and one.customer_id is None:
        return notice_words.of_many_captured(one)
    return None


def _transferred(one: Notice, who: str) -> str:
    count = int(one.text) if one.text.isdecimal() else 0
    told = ngettext("%(who)s vous confie %(n)s client", "%(who)s vous confie %(n)s clients", count)
    return told % {"who": who, "n": count}
