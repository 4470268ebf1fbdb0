"""What a person says of letters: posted, one, many or all of a day; recalled; taken out of the pile, or gone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.letters.aside import put_aside
from encours.acts.letters.saying import answer_recalls, recall_letter, say_posted, unsay_posted
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, came_from
from encours.desk.deciding import outbox, stop_for
from encours.desk.letters.forms import Posted, Recall
from encours.desk.letters.views import laid
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message

_WHO = ("collect", "send")


@visiting(right=_WHO, methods=("POST",))
def posted(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say that the letters chosen, or all of a day, were posted."""
    place = redirect(came_from(request, reverse("letters")))
    form = Posted(request.POST)
    if not form.is_valid():
        return said(place, _("Indiquer le jour où ces courriers ont été postés."), "late")
    keys = _chosen(request, visit)
    if not keys:
        return said(place, _("Cochez au moins un courrier."), "watch")
    try:
        count = say_posted(
            visit.creditor.pk,
            keys,
            posted_on=form.cleaned_data["posted_on"],
            on=visit.on,
            author=visit.author,
            at=visit.at,
        )
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    done = ngettext("%(n)s courrier noté comme posté.", "%(n)s courriers notés comme postés.", count)
    return said(place, done % {"n": count})


def _chosen(request: DeskRequest, visit: Visit) -> list[int]:
    """The messages meant, among those seen: those ticked, or all of a day up to the last that was shown."""
    day, until = request.POST.get("day", ""), request.POST.get("until", "")
    if day and until.isdecimal():
        try:
            on = date.fromisoformat(day)
        except ValueError:
            return []
        rows = laid(visit).filter(on=on, pk__lte=int(until))
        return list(rows.values_list("message_id", flat=True))
    ticked = [int(told) for told in request.POST.getlist("letter") if told.isdecimal()]
    seen = Message.objects.seen(visit.sight).filter(pk__in=ticked, channel="letter")
    return list(seen.values_list("pk", flat=True))


@visiting(right=_WHO, methods=("POST",))
def answered(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what became of the paper of recalled letters."""
    place = redirect(came_from(request, reverse("letters")))
    ticked = [int(told) for told in request.POST.getlist("letter") if told.isdecimal()]
    found = request.POST.get("found", "")
    keys = list(LetterEnding.objects.seen(visit.sight).filter(pk__in=ticked).values_list("pk", flat=True))
    if not keys or found not in {"taken_out", "gone"}:
        return said(place, _("Cochez au moins un courrier."), "watch")
    by: dict[str, Any] = {"on": visit.on, "author": visit.author, "at": visit.at}
    try:
        count = answer_recalls(visit.creditor.pk, keys, found=found, **by)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    done = (
        ngettext(
            "%(n)s courrier noté comme retiré de la pile.",
            "%(n)s courriers notés comme retirés de la pile.",
            count,
        )
        if found == "taken_out"
        else ngettext(
            "%(n)s courrier noté comme déjà parti : son étape compte.",
            "%(n)s courriers notés comme déjà partis : leurs étapes comptent.",
            count,
        )
    )
    return said(place, done % {"n": count})


@visiting(right=_WHO, methods=("GET", "POST"), subject=Message.objects)
def recall(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Call a letter back before it is posted."""
    ask = Ask(
        title=_("Rappeler ce courrier à %(name)s") % {"name": message.customer.name},
        verb=_("Rappeler"),
        back=reverse("letters"),
        done=_("Courrier rappelé : retirez le papier de la pile s’il est imprimé."),
        lead=_(
            "Son étape n’aura pas compté : la prochaine journée la proposera de nouveau, sauf suspension."
        ),
        version=message.version,
        tone="danger",
    )

    def act(told: Any) -> None:
        recall_letter(message, reason=told["reason"], on=visit.on, author=visit.author, at=visit.at)
        put_aside(visit.creditor.pk, outbox())

    return act_page(request, ask, Recall, act)


@visiting(right=_WHO, methods=("GET", "POST"), subject=LetterEnding.objects)
def unpost(request: DeskRequest, visit: Visit, ending: LetterEnding) -> HttpResponse:
    """Take back that a letter was posted."""
    ask = Ask(
        title=_("Le courrier à %(name)s n’est pas posté") % {"name": ending.customer.name},
        verb=_("Il n’est pas posté"),
        back=f"{reverse('letters')}?show=posted",
        done=_("Ce courrier n’est plus dit posté : ce qui le rend faux le rappelle de nouveau."),
        tone="danger",
    )

    def act(told: Any) -> None:
        unsay_posted(ending, reason=told["reason"], on=visit.on, author=visit.author, at=visit.at)
        stop_for(visit, [ending.customer_id])

    return act_page(request, ask, Recall, act)
