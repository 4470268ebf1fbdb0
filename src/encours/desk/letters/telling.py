"""Letters laid, posted and recalled, in words."""

from __future__ import annotations

import json

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.desk.visits import Visit
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message
from encours.words import days
from encours.words.languages import nearest
from encours.words.reasons import sentence


def ending_of(message: Message) -> LetterEnding | None:
    """What was said of a letter; None of one still to post, and of any other message."""
    found: LetterEnding | None = getattr(message, "ending", None)
    return found


def went(ending: LetterEnding) -> bool:
    """Whether a letter recalled had gone, as a person found."""
    answer = getattr(ending, "answer", None)
    return answer is not None and answer.found == "gone"


def became(ending: LetterEnding) -> str:
    """What became of a letter that was laid, in a few words."""
    told = {"day": days.day(ending.on, nearest(get_language()))}
    if ending.kind == "posted":
        return _("posté le %(day)s") % told
    if went(ending):
        return _("rappelé le %(day)s, mais il était déjà parti") % told
    return _("rappelé le %(day)s, avant d’être posté") % told


def because(ending: LetterEnding, visit: Visit) -> str:
    """Why a letter was recalled; empty of one that was posted."""
    if ending.kind != "recalled":
        return ""
    facts = json.loads(ending.facts or "{}")
    if ending.cause == "person":
        return visit.free_text(str(facts.get("text", "")))
    told = sentence(ending.reason, {"currency": visit.creditor.currency, **facts}, nearest(get_language()))
    return f"{ending.receivable.number} · {told}" if ending.receivable else told


def paper(ending: LetterEnding) -> tuple[str, str]:
    """Where the file of a recalled letter is, and so what to look for; with its tone."""
    return {
        "": (_("fichier encore dans la boîte"), "late"),
        "aside": (_("fichier retiré de la boîte"), "watch"),
        "absent": (_("fichier déjà pris : chercher le papier"), "late"),
    }[ending.moved]
