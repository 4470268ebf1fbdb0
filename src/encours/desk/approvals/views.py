"""The batch of the day: read beside yesterday's, decided one by one, by choice or by group."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from encours.acts.approvals import deciding
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, came_from, made_from
from encours.desk.agreeing import may_agree
from encours.desk.approvals import telling
from encours.desk.approvals.others import others
from encours.desk.plain import in_words
from encours.desk.proposals.telling import token
from encours.desk.shell import render, said
from encours.desk.telling import channel_name, step_name
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.messages.approvals import ApprovalDecision
from encours.records.messages.models import Message

_DECISIONS = {"approve": "approved", "refuse": "refused", "send_back": "sent_back"}
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_FEW = 30


class Resubmit(forms.Form):
    """What was corrected."""

    text = forms.CharField(label=gettext_lazy("Ce qui a été revu"), max_length=300, required=False)


@visiting()
def approvals(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what awaits agreement today, by what changed since the day before, and what was decided today."""
    decided = ApprovalDecision.objects.seen(visit.sight).filter(recorded_at__gte=visit.at - _DAY)
    context = {
        "batch": telling.batch(visit),
        "others": others(visit),
        "may": may_agree(visit),
        "decided": decided.select_related("customer").order_by("-pk")[:_FEW],
        "until_on": visit.on + _WEEK,
        "change_name": telling.change_name,
        "change_tone": telling.change_tone,
        "decision_name": decision_name,
        "step_name": step_name,
        "channel_name": channel_name,
    }
    return render(request, "approvals/list.html", context)


@visiting(methods=("POST",))
def decide_approvals(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Approve, refuse or send back one message, those chosen, or a whole group, as they were shown."""
    if not may_agree(visit):
        refuse(request, "approve")
    back = came_from(request, reverse("approvals"))
    verb, _colon, which = request.POST.get("do", "").partition(":")
    chosen = _group(request, visit, which) if verb == "group" else _read(request, visit, which)
    if chosen is None:
        sentence = _("Une relance choisie a changé depuis : relisez la liste, puis recommencez.")
        return said(redirect(back), sentence, "late")
    if not chosen:
        return said(redirect(back), _("Cochez au moins une relance."), "watch")
    decision = _DECISIONS.get(verb, "approved")
    try:
        count = deciding.decide(
            chosen,
            decision,
            reason=request.POST.get("reason", ""),
            until_on=parse_date(request.POST.get("until_on", "")) or visit.on + _WEEK,
            author=visit.author,
            at=visit.at,
        )
    except RuleError as refusal:
        return said(redirect(back), in_words(refusal.sentence), "late")
    return said(redirect(back), _done(decision, count))


def _read(request: DeskRequest, visit: Visit, one: str) -> list[Message] | None:
    """The message whose button was pressed, else those ticked; None where one is no longer as it was shown."""
    told = [one] if one else request.POST.getlist("message")
    keys = [each.split(".")[0] for each in told]
    found = Message.objects.seen(visit.sight).filter(pk__in=[key for key in keys if key.isdecimal()])
    read = {token(message): message for message in found}
    return [read[each] for each in told] if all(each in read for each in told) else None


def _group(request: DeskRequest, visit: Visit, change: str) -> list[Message] | None:
    """All of a group that this person may decide; None where the group is no longer what was shown."""
    group = next((one for one in telling.batch(visit).groups if one.change == change), None)
    if group is None or group.seal != request.POST.get(f"seal-{change}"):
        return None
    return [one.message for one in group.lines if one.mine and one.message is not None]


@visiting(right=("collect", "send"), methods=("GET", "POST"), subject=Message.objects)
def resubmit(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Put a message that was sent back before those who agree again."""
    ask = Ask(
        title=_("Soumettre de nouveau"),
        lead=message.customer.name,
        verb=_("Soumettre de nouveau"),
        back=reverse("proposal", args=[message.pk]),
        done=_("La relance attend de nouveau un accord."),
        version=message.version,
    )
    return act_page(
        request,
        ask,
        Resubmit,
        lambda told: deciding.resubmit(
            message, text=told["text"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


def decision_name(decision: str) -> str:
    """A decision in the reader's language."""
    return {
        "approved": _("approuvée"),
        "refused": _("refusée"),
        "sent_back": _("renvoyée"),
        "resubmitted": _("soumise de nouveau"),
    }[decision]


def _done(decision: str, count: int) -> str:
    told = {"n": count}
    if decision == "refused":
        return ngettext("%(n)s relance refusée.", "%(n)s relances refusées.", count) % told
    if decision == "sent_back":
        return ngettext("%(n)s relance renvoyée.", "%(n)s relances renvoyées.", count) % told
    return ngettext("%(n)s relance approuvée.", "%(n)s relances approuvées.", count) % told
