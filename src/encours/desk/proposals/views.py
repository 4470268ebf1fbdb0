"""The list of the day, and one reminder in full before it leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.marking import WAITING, is_no_longer_so
from encours.acts.preview import Preview, preview
from encours.channels.letter_forms import UndeliverableError
from encours.channels.registry import channel_settings, configured, names
from encours.desk.customers.knowing import role_name
from encours.desk.deciding import home
from encours.desk.fields import with_shortcuts
from encours.desk.framing import page_alone, sheet_alone
from encours.desk.items import items
from encours.desk.letters import telling as letters
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.proposals import offering, telling
from encours.desk.proposals.forms import Move, Recipient, Withdraw
from encours.desk.shell import render
from encours.desk.telling import channel_name, step_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Delivery, Message
from encours.records.parties.models import Customer
from encours.records.receivables.due import due_day
from encours.records.runs.models import Run
from encours.words.languages import nearest
from encours.words.reasons import say
from encours.words.sandbox import TemplateRefusedError

# What a message tells besides what is owed: who reads it, where to pay, on what terms.
IN_A_MESSAGE = ("personal", "bank", "pricing")
_SHOWN = 100
_FEW = 20
_COUNTED = 100  # as far as the navigation counts


@visiting()
def proposals(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what may leave today, grouped by step and channel, and what waits for a person."""
    day = telling.of_the_day(visit)
    shown = day
    for name in ("step_code", "channel", "state"):
        wanted = request.GET.get(name)
        if wanted:
            shown = shown.filter(**{name: wanted})
    changed = list(telling.changed_since(visit)[: _FEW + 1])
    part = sliced(shown, "-total_cents", request, size=_SHOWN)
    freshness, freshness_said = telling.fresh(visit.creditor, on=visit.on)
    channels = channel_settings(settings.ENCOURS)
    context = {
        "run": Run.objects.of([visit.creditor.pk]).order_by("-id").first(),
        "groups": telling.groups(day),
        "rows": telling.rows(part.rows, visit),
        "slice": part,
        "count": min(day.order_by()[: _COUNTED + 1].count(), _COUNTED + 1),
        "counted": _COUNTED,
        "changed": telling.rows(changed[:_FEW], visit),
        "more_changed": len(changed) > _FEW,
        "later": telling.rows(list(telling.later(visit)[:_FEW]), visit),
        "uncertain": telling.rows(list(telling.uncertain(visit)[:_FEW]), visit),
        "freshness": freshness,
        "freshness_said": freshness_said,
        "unconfigured": [channel_name(name) for name in names() if not configured(name, channels)],
        "filtered": any(request.GET.get(name) for name in ("step_code", "channel", "state")),
        "step_name": step_name,
        "channel_name": channel_name,
    }
    return render(request, "proposals/list.html", context)


@visiting(subject=Message.objects)
def proposal(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Show one reminder as it would leave, what it lacks, and what a person may do with it."""
    written, refused = _written(visit, message)
    waiting = message.state in WAITING
    language = nearest(get_language())
    (row,) = telling.rows([message], visit)
    context = {
        "row": row,
        "message": message,
        "customer": message.customer,
        "preview": written,
        "role_name": role_name,
        "whole": visit.shows(*IN_A_MESSAGE),
        "refused": refused,
        "instead": telling.instead(message),
        "verdict": say(written.verdict.reason, language) if written else "",
        "missing": [telling.mention(code) for code in written.missing] if written else [],
        "waiting": waiting,
        "changed": is_no_longer_so(message),
        "lines": _lines(visit, message),
        "carried": message.others_carried() if message.carrier_id else 0,
        "deliveries": Delivery.objects.filter(message=message).order_by("-recorded_at"),
        **_laid(message, visit),
        **offering.shown(message, written),
        "recipient_form": Recipient(initial={"recipient": message.typed_recipient}, channel=message.channel),
        "move_form": with_shortcuts(Move(initial={"to_on": message.planned_on}), visit.on),
        "withdraw_form": with_shortcuts(
            Withdraw(initial={"until_on": visit.on + timedelta(days=7)}), visit.on
        ),
        "step_name": step_name,
        "channel_name": channel_name,
    }
    return render(request, "proposals/proposal.html", context)


def _laid(message: Message, visit: Visit) -> dict[str, Any]:
    """What is said of a letter that was laid in the outbox; nothing is asked of any other message."""
    laid = message.channel == "letter" and message.state in {"delivered", "recalled"}
    endings = LetterEnding.objects.filter(message=message, undone=False).select_related(
        "answer", "receivable"
    )
    ending = endings.first() if laid else None
    because = letters.because(ending, visit) if ending else ""
    return {"laid": laid, "ending": ending, "because": because, "became": letters.became}


@visiting(shows=IN_A_MESSAGE, subject=Message.objects)
def as_html(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """The e-mail alone, for the frame of its preview: no script, nothing fetched."""
    written, refused = _written(visit, message)
    if written is None:
        raise Http404(refused)
    return page_alone(request, written.html)


@visiting(shows=IN_A_MESSAGE, subject=Message.objects)
def as_pdf(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """The letter alone."""
    written, refused = _written(visit, message)
    if written is None or written.pdf is None:
        raise Http404(refused or _("Ce courrier ne peut pas encore être composé."))
    return sheet_alone(request, written.pdf, f"{message.step_code}-{message.pk}")


def _written(visit: Visit, message: Message) -> tuple[Preview | None, str]:
    """The message in full, or why it cannot be written."""
    try:
        ways = channel_settings(settings.ENCOURS)
        seen = None if visit.sight.whole else Customer.objects.seen(visit.sight)
        return preview(message, on=visit.on, at=visit.at, settings=ways, home=home(), seen=seen), ""
    except (TemplateRefusedError, UndeliverableError) as error:
        return None, in_words(str(error))


def _lines(visit: Visit, message: Message) -> list[tuple[object, object]]:
    """The message's lines with the receivables as they stand."""
    rows = list(
        message.items.select_related("receivable").order_by("-position", due_day("receivable__"), "pk")
    )
    standing = items([row.receivable for row in rows], on=visit.on)
    return list(zip(rows, standing, strict=True))
