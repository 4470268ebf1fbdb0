"""A message in its customer's language: its wording rendered in the sandbox, around the facts it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.utils.translation import gettext as _

from encours.words import offers, sandbox, skins, statements
from encours.words.defaults.labels import LABELS
from encours.words.message_context import MessageContext
from encours.words.sandbox import TemplateRefusedError

_BLOCKS: Final = ("statement", "payment", "dispute")
_OFFER: Final = "offer"
# Private-use signs mark where a block stands; they are refused in facts, so none can be forged.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK: Final = re.compile(f"{_OPEN}([a-z]+){_CLOSE}")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LONGEST_SUBJECT: Final = 200
_ACCESSORY_REGIMES: Final = frozenset({"b2b", "public"})

Piece = dict[str, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words: `text` and `html` for an e-mail, `page` for a letter (`channels.letter.pages`)."""

    subject: str
    text: str
    html: str
    page: Mapping[str, Any]


def render(
    step_code: str,
    language: str,
    wording: Mapping[str, str],
    context: MessageContext,
    *,
    channel: str = "",
) -> Rendered:
    """Write one message; with `channel`, only what that channel needs (else `text`, `html` or `flow` is empty).

    `wording` holds the parts `subject`, `body` (e-mail) and `letter`, as `words.defaults` gives them. The
    text and the HTML of an e-mail come from the one body; a creditor who wants its own HTML gives a part
    `html`, rendered with every value escaped. Raises TemplateRefusedError naming the part and its line.
    """
    refuse_reserved(context)
    facts = _lawful(context)
    values = sandbox.plain(_values(step_code, language, facts))
    page = statements.page(facts, language)
    subject = subject_line(part_words(wording, "subject", values, language))
    offered = offers.words(facts, language)
    letter = [] if channel == "email" else _pieces(part_words(wording, "letter", values, language), offered)
    sheet = {**page, "flow": letter}
    if channel == "letter":
        return Rendered(subject, "", "", sheet)
    body = _pieces(part_words(wording, "body", values, language), offered)
    if wording.get("html"):
        html = part_words(wording, "html", values, language)
    else:
        html = skins.html(body, page, subject, language)
    return Rendered(subject, skins.text(body, page, language), html, sheet)


def refuse_reserved(facts: object) -> None:
    """Raise TemplateRefusedError where a value bears a sign that marks a block."""
    if any(_OPEN in text or _CLOSE in text for text in _texts(facts)):
        raise TemplateRefusedError(_("une valeur contient un signe réservé (U+E000 ou U+E001)."))


def block_mark(name: str) -> str:
    """What a wording is given to say where a block stands."""
    return f"{_OPEN}{name}{_CLOSE}"


def pieces(words: str) -> list[Piece]:
    """Paragraphs (parted by blank lines) and blocks, in order; a block is wherever its mark stands."""
    kept: list[Piece] = []
    for paragraph in re.split(r"\n[ \t]*\n+", words):
        for place, part in enumerate(_MARK.split(paragraph)):
            if place % 2:
                kept.append({"kind": part})
            elif part.strip():
                kept.append({"kind": "text", "text": part.strip()})
    return kept


def _pieces(words: str, offered: str) -> list[Piece]:
    """The same with what is offered: where the wording says, else under the ways to pay, else last."""
    found = pieces(words)
    if not offered:
        return found
    said = {"kind": "text", "text": offered}
    if any(piece["kind"] == _OFFER for piece in found):
        return [said if piece["kind"] == _OFFER else piece for piece in found]
    places = [
        place for place, piece in enumerate(found, start=1) if piece["kind"] in {"payment", "statement"}
    ]
    place = places[-1] if places else len(found)
    return [*found[:place], said, *found[place:]]


def _lawful(context: MessageContext) -> MessageContext:
    """The facts that may be claimed: the principal alone in a courtesy message or from a consumer."""
    facts = dict(context)
    accessory = context["regime"] in _ACCESSORY_REGIMES
    if context["courtesy_only"] or not accessory:
        facts |= {"interest": None, "indemnity": None}
    recall = accessory and context["terms"]["recall"] and context["terms"]["rate"] is not None
    facts["terms"] = {**context["terms"], "recall": recall}
    return cast("MessageContext", facts)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def _values(step_code: str, language: str, facts: MessageContext) -> dict[str, Any]:
    labels, offer = LABELS[language], facts.get("offer")
    return {
        **facts,
        "step_code": step_code,
        "next_steps": facts.get("next_steps", []),
        "terms": {**facts["terms"], "law": labels.get(f"law_{facts['regime']}", "")},
        "to_pay": statements.to_pay(facts, language),
        "consequence": facts["consequence"] or labels["consequence"],
        "offer": offer,
        "blocks": {name: block_mark(name) for name in _BLOCKS}
        | {_OFFER: block_mark(_OFFER) if offer else ""},
    }


def part_words(wording: Mapping[str, str], part: str, values: Mapping[str, Any], language: str) -> str:
    """One part of a wording, from plain values; raises TemplateRefusedError naming it."""
    try:
        return sandbox.render(
            wording[part], values, language=language, currency=values["currency"], html=part == "html"
        )
    except TemplateRefusedError as error:
        raise TemplateRefusedError(error.sentence, error.line, part) from error


def subject_line(words: str) -> str:
    """One line, not empty, short enough to be read; raises TemplateRefusedError."""
    subject = words.strip()
    if not subject or len(subject) > _LONGEST_SUBJECT or _CONTROL.search(subject):
        raise TemplateRefusedError(
            _("l'objet doit tenir sur une ligne de %(limit)s caractères.") % {"limit": _LONGEST_SUBJECT},
            part="subject",
        )
    return subject
