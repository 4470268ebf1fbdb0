"""What a sandboxed template may do to a value; each filter pays for its work out of the rendering's purse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any, Final

from django.utils.translation import gettext as _
from jinja2 import Undefined, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from markupsafe import escape

from encours.words import amounts, days

LONGEST_VALUE: Final = 100_000  # characters of one value made on the way
PURSE: Final = 1_000_000  # one unit is one node of a loop's body, or 64 characters handled by a filter
_LARGEST_NUMBER: Final = 10**15


@dataclass
class Purse:
    """What is left for one rendering to spend."""

    left: int = PURSE

    def pay(self, units: int) -> None:
        """Take so many units; raises SecurityError when nothing is left."""
        self.left -= units
        if self.left < 0:
            raise SecurityError(_("le modèle demande trop de calculs (boucles trop longues ou imbriquées)."))


def shown(value: Any) -> Any:
    """What is written out: nothing for None; a list or a group of values has no words of its own."""
    if isinstance(value, Mapping | list | tuple | LoopContext):
        raise SecurityError(_("une liste ou un groupe ne s'écrit pas : nommez un de ses champs."))
    return "" if value is None else value


def whole(value: object) -> int:
    """The value itself, a whole number of reasonable size; raises SecurityError."""
    if type(value) is int and abs(value) < _LARGEST_NUMBER:
        return value
    raise SecurityError(_("+ et - ne valent que pour des nombres entiers ; pour des textes, écrivez ~."))


def _text_filter(work: Callable[..., str]) -> Callable[..., str]:
    """A filter on one text, which pays for its length and weighs what it makes."""

    @pass_context
    @wraps(work)
    def charged(context: Context, value: Any, *args: Any) -> str:
        words = value if isinstance(value, str) else str(value)
        context["_purse"].pay(1 + len(words) // 64)
        return weighed(context, work(words, *args))

    return charged


def weighed(context: Context, value: str) -> str:
    """The text itself, paid for by its length; raises SecurityError when it is too long."""
    context["_purse"].pay(1 + len(value) // 64)
    if len(value) > LONGEST_VALUE:
        raise SecurityError(_("un texte composé dépasse %(limit)s caractères.") % {"limit": LONGEST_VALUE})
    return value


@pass_context
def paid(context: Context, values: Any, price: int) -> Iterator[Any]:
    """The list's values, each turn paid for; raises SecurityError."""
    if not isinstance(values, list | tuple):
        raise SecurityError(_("une boucle ne parcourt qu'une liste."))
    for value in values:
        context["_purse"].pay(price)
        yield value


@pass_context
def _joined(context: Context, values: Any, glue: str = "") -> str:
    write = escape if context.eval_ctx.autoescape else str
    parts = [write(shown(value)) for value in paid(context, values, 1)]
    size = sum(map(len, parts)) + len(glue) * len(parts)
    if size > LONGEST_VALUE:
        raise SecurityError(_("un texte composé dépasse %(limit)s caractères.") % {"limit": LONGEST_VALUE})
    return weighed(context, write(glue).join(parts))


@pass_context
def _money(context: Context, cents: int, currency: str | None = None) -> str:
    context["_purse"].pay(20)
    return amounts.money(whole(cents), currency or context["_currency"], context["_language"])


def _dated(value: object) -> date:
    if isinstance(value, date):
        return value
    raise SecurityError(_("ce filtre attend un jour."))


@pass_context
def _day(context: Context, day: date) -> str:
    context["_purse"].pay(20)
    return days.day_long(_dated(day), context["_language"])


@pass_context
def _short_day(context: Context, day: date) -> str:
    context["_purse"].pay(20)
    return days.day(_dated(day), context["_language"])


@pass_context
def _percent(context: Context, rate: Decimal | int) -> str:
    if type(rate) not in {Decimal, int}:
        raise SecurityError(_("ce filtre attend un taux."))
    return amounts.percent(rate, context["_language"])


@pass_context
def _days(context: Context, number: int) -> str:
    return amounts.days(whole(number), context["_language"])


def _default(value: Any, words: Any = "") -> Any:
    return words if isinstance(value, Undefined) or value is None or value == "" else value


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple | Mapping) else 0


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "money": _money,
    "day": _day,
    "short_day": _short_day,
    "percent": _percent,
    "days": _days,
    "join": _joined,
    "default": _default,
    "length": _length,
    "upper": _text_filter(str.upper),
    "lower": _text_filter(str.lower),
    "capitalize": _text_filter(str.capitalize),
    "trim": _text_filter(str.strip),
}
