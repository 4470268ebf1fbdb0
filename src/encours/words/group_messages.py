"""One e-mail to the head of a group: a part for each of its companies, then a total for each currency.

Each part is the sheet that the company's own message would bear, with its own reference to pay under.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from encours.words import amounts, sandbox, skins, statements
from encours.words.defaults.labels import LABELS
from encours.words.message_context import MessageContext
from encours.words.messages import Rendered, block_mark, part_words, pieces, refuse_reserved, subject_line

_BLOCKS: Final = ("parts", "totals", "payment", "dispute")
_EACH: Final = frozenset({"card", "direct_debit"})  # ways to pay that are one company's own
_NAMED: Final = 8  # companies: beyond, the beginning does not name them all


@dataclass(frozen=True, slots=True)
class Part:
    """What one company is told, in the shape of its own message; `coming`: nothing of it is due yet."""

    context: MessageContext
    coming: bool

    @property
    def name(self) -> str:
        """The company."""
        return self.context["customer"]["name"]


def render_group(
    language: str, wording: Mapping[str, str], parts: Sequence[Part], *, group: str, on: date
) -> Rendered:
    """Write the e-mail. Raises TemplateRefusedError naming the part of the wording and its line."""
    for part in parts:
        refuse_reserved(part.context)
    first = parts[0].context
    facts: dict[str, Any] = {
        "on": on,
        "currency": first["currency"],
        "group": group,
        "creditor": first["creditor"],
        "members": [{"name": part.name[:80], "account": _account(part)} for part in parts],
        "named": len(parts) <= _NAMED,
        "late": any(not part.coming for part in parts),
        "coming": any(part.coming for part in parts),
    }
    values = sandbox.plain({**facts, "blocks": {name: block_mark(name) for name in _BLOCKS}})
    subject = subject_line(part_words(wording, "subject", values, language))
    body = _with_blocks(pieces(part_words(wording, "body", values, language)), parts, language)
    page = statements.page(first, language)
    page["payment"] = _account_paid(first, language)
    html = skins.html(body, page, subject, language)
    return Rendered(subject, skins.text(body, page, language), html, {})


def _with_blocks(
    written: Sequence[Mapping[str, Any]], parts: Sequence[Part], language: str
) -> list[Mapping[str, Any]]:
    """The paragraphs, and in the place of their marks the parts and the totals."""
    body: list[Mapping[str, Any]] = []
    for piece in written:
        if piece["kind"] == "parts":
            body += [each for part in parts for each in _told(part, language)]
        elif piece["kind"] == "totals":
            body += [{"kind": "totals", "rows": _totals(parts, language)}] if len(parts) > 1 else []
        else:
            body.append(piece)
    return body


def _told(part: Part, language: str) -> list[dict[str, Any]]:
    """One company: its name, its table, what to pay under which reference."""
    labels, context = LABELS[language], part.context
    own = [way for way in context["ways_to_pay"] if way["kind"] in _EACH]
    page = statements.page({**context, "ways_to_pay": own}, language)
    due = amounts.money(context["totals"]["due_cents"], context["currency"], language)
    page["payment"] |= {
        "title": labels["group_pay"] % part.name,
        "rows": [[labels["to_pay"], due], [labels["reference"], context["reference"]]],
        "qr": None,
    }
    account = _account(part)
    beside = labels["group_account"] % account if account else ""
    return [
        {"kind": "heading", "text": part.name, "beside": beside},
        {"kind": "statement", "page": page},
        {"kind": "payment", "page": page},
    ]


def _totals(parts: Sequence[Part], language: str) -> list[dict[str, Any]]:
    """What is to pay in each currency, then what is to come; never one currency with another."""
    sums: dict[tuple[bool, str], int] = defaultdict(int)
    for part in parts:
        sums[part.coming, part.context["currency"]] += part.context["totals"]["due_cents"]
    labels = LABELS[language]
    return [
        {
            "label": labels["group_coming" if coming else "group_total"],
            "amount": amounts.money(cents, currency, language),
            "strong": not coming,
        }
        for (coming, currency), cents in sorted(sums.items())
    ]


def _account_paid(context: MessageContext, language: str) -> dict[str, Any]:
    """Where to pay, once for all: each part has said how much and under which reference."""
    labels = LABELS[language]
    shared = [way for way in context["ways_to_pay"] if way["kind"] not in _EACH]
    told: dict[str, Any] = statements.page({**context, "ways_to_pay": shared}, language)["payment"]
    each = {labels["to_pay"], labels["reference"]}
    return told | {
        "title": labels["group_pay_to"],
        "rows": [row for row in told["rows"] if row[0] not in each],
        "qr": None,
    }


def _account(part: Part) -> str:
    return part.context["customer"].get("account", "")
