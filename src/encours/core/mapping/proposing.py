"""What a table most likely says, column by column, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from encours.core.mapping.fields import Field, Target
from encours.core.mapping.looks import Order, date_order, decimal_sign, kind_of
from encours.core.mapping.names import plain, ways
from encours.core.mapping.plan import Mapping
from encours.core.mapping.targets import TARGETS

SURE = 0.9
_LEAST = 0.55
_ALIKE = 86
_SHORT = 4
_MONEY = re.compile(r"\d[.,]\d{2}\b")
_PREFERRED = 0.001
_BANK = {
    "counterparty",
    "contrepartie",
    "txid",
    "transactiontype",
    "iban",
    "solde",
    "dateoperation",
    "libelleoperation",
}
_DEBIT = {"debit", "credit", "dbit", "crdt", "d", "c"}
_SIGNS = {"€": "EUR", "EUROS": "EUR", "$": "USD", "£": "GBP"}
_NAMED = {
    "EUR",
    "USD",
    "GBP",
    "CHF",
    "CAD",
    "JPY",
    "MAD",
    "TND",
    "DZD",
    "XOF",
    "XAF",
    "SEK",
    "NOK",
    "DKK",
    "PLN",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping and, for each of its fields, how sure it is; `doubts` names what a person should look at.

    `sure` says that it may be followed without asking.
    """

    mapping: Mapping
    confidence: dict[str, float]
    doubts: tuple[str, ...]

    @property
    def sure(self) -> bool:
        """Whether nothing need be asked: the needed columns are plain, and no day may be read two ways."""
        needed = TARGETS[self.mapping.target].needed
        return not self.doubts and all(self.confidence.get(name, 0) >= SURE for name in needed)


def propose(
    names: Sequence[str],
    samples: Sequence[Sequence[str]],
    *,
    target: str = "",
    layout: Named[str, object] | None = None,
    written: Sequence[Sequence[str]] | None = None,
) -> Proposal:
    """Propose what each column says, from its heading and its first cells; `target` where it is known.

    `samples` are the first cells of each column, `written` those of them that somebody wrote as text (all, unless
    told), `layout` what is known of where the header stands.
    """
    kinds = [kind_of(cells) for cells in samples]
    wanted = [TARGETS[target]] if target else list(TARGETS.values())
    ranked = [(_matched(one, names, kinds), one) for one in wanted]
    found, best = max(ranked, key=lambda pair: _worth(pair[1], pair[0]))
    columns = {field: names[position] for field, (position, _) in found.items()}
    confidence = {field: round(score, 2) for field, (_, score) in found.items()}
    days = _cells(best, found, samples, "day")
    as_text = samples if written is None else written
    amounts = [*_cells(best, found, as_text, "amount"), *_cells(best, found, as_text, "decimal")]
    order, (sign, signed) = date_order(days), decimal_sign(amounts)
    where: dict[str, object] = dict(layout or {}) | {"fixed": _currency_named(best, columns)}
    mapping = Mapping(best.code, columns, date_order=order.order, decimal=sign, **where)  # type: ignore[arg-type] # header_line, header_rows, sheet, fixed
    doubts = _doubts(best, found, order, bool(days), signed)
    if _leaves_amounts(best, found, kinds, samples):
        doubts.append("amounts_unread")
    return Proposal(mapping, confidence, tuple(doubts))


def like_a_bank(names: Sequence[str], samples: Sequence[Sequence[str]]) -> bool:
    """Whether a table is a bank's movements rather than what customers owe: debits beside credits."""
    short = [plain(name) for name in names]
    sides = any(
        len({plain(cell) for cell in cells if cell.strip()} & _DEBIT) > 1
        and {plain(cell) for cell in cells if cell.strip()} <= _DEBIT
        for cells in samples
    )
    both = {"debit", "credit"} <= set(short)
    return bool(set(short) & _BANK) and (sides or both)


def _matched(target: Target, names: Sequence[str], kinds: Sequence[str]) -> dict[str, tuple[int, float]]:
    """The best column of each field, each column once, the surest first."""
    scored = sorted(
        (
            (_score(field, name, kind), -rank, -position, field, position)
            for rank, field in enumerate(target.fields)
            for position, (name, kind) in enumerate(zip(names, kinds, strict=True))
        ),
        key=lambda one: one[:3],
        reverse=True,
    )
    found: dict[str, tuple[int, float]] = {}
    taken: set[int] = set()
    for score, _, _, field, position in scored:
        if score >= _LEAST and field.name not in found and position not in taken:
            found[field.name] = (position, score)
            taken.add(position)
    if "account" not in found and "name" in found:
        found["account"] = (found["name"][0], SURE)  # a table without codes knows its customers by name
    return found


def _score(field: Field, name: str, kind: str) -> float:
    """How sure a heading (and the look of its cells) is to say a field."""
    asked = ways(name)
    if not asked:
        return 0.0
    known = {plain(field.name.removesuffix("_cents")), *field.ways}
    if asked & known:
        place = (
            min(field.ways.index(way) for way in asked if way in field.ways) if asked & set(field.ways) else 0
        )
        said = 1.0 - place * _PREFERRED
    else:
        said = (
            max((fuzz.ratio(one, way) for one in asked for way in known if len(way) > _SHORT), default=0)
            / 100
        )
        said = said * 0.85 if said * 100 >= _ALIKE else _by_look(field, kind)
    return said * _agreement(field, kind)


def _by_look(field: Field, kind: str) -> float:
    return 0.6 if field.kind == kind == "email" and field.name == "contact_email" else 0.0


def _agreement(field: Field, kind: str) -> float:
    """A day must look like one, an amount too; an empty column cannot tell."""
    if field.kind in {"decimal", "rate"}:
        return 1.0 if kind in {"", "amount"} else 0.6  # « 20 % » looks like text
    if not kind or field.kind not in {"day", "amount", "email"}:
        return 0.9 if field.kind in {"text", "code"} and kind == "day" else 1.0
    return 1.0 if kind == field.kind else 0.3


def _worth(target: Target, found: dict[str, tuple[int, float]]) -> tuple[int, float]:
    """What speaks for a target: its needed columns first, then all that it explains."""
    missing = len(target.needed - found.keys()) + bool(target.marks and not found.keys() & set(target.marks))
    own = sum(score for name, (_, score) in found.items() if name not in {"account", "name", "currency"})
    return -missing, own


def _cells(
    target: Target, found: dict[str, tuple[int, float]], samples: Sequence[Sequence[str]], kind: str
) -> list[str]:
    return [
        cell
        for name, (position, _) in found.items()
        if (field := target.field(name)) is not None and field.kind == kind
        for cell in samples[position]
        if cell.strip()
    ]


def _currency_named(target: Target, columns: dict[str, str]) -> dict[str, str]:
    """The currency that the heading of an amount names, « Total (USD) », where no column gives it."""
    if target.field("currency") is None or "currency" in columns:
        return {}
    amounts = [heading for name, heading in columns.items() if name.endswith("_cents")]
    words = {
        word.upper()
        for heading in amounts
        for word in re.findall(r"[A-Za-z]+|[€$£]", heading.replace("_", " "))
    }
    found = sorted({_SIGNS.get(word, word) for word in words} & _NAMED)
    return {"currency": found[0]} if len(found) == 1 else {}


def _leaves_amounts(
    target: Target,
    found: dict[str, tuple[int, float]],
    kinds: Sequence[str],
    samples: Sequence[Sequence[str]],
) -> bool:
    """Whether a table whose amount is not found has columns of money that nobody reads: debits beside credits."""
    if not any(one.kind == "amount" for one in target.fields):
        return False
    if any(one.kind == "amount" and one.name in found for one in target.fields):
        return False
    taken = {position for position, _ in found.values()}
    return any(
        kind == "amount" and position not in taken and any(_MONEY.search(cell) for cell in samples[position])
        for position, kind in enumerate(kinds)
    )


def _doubts(
    target: Target, found: dict[str, tuple[int, float]], order: Order, dated: bool, signed: bool
) -> list[str]:
    doubts = []
    if target.needed - found.keys():
        doubts.append("columns_missing")
    if dated and order.clash:
        doubts.append("dates_clash")
    elif dated and not order.sure:
        doubts.append("dates_ambiguous")
    if not signed:
        doubts.append("decimal_ambiguous")
    return doubts
