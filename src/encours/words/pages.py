"""The Jinja2 environment of every page, and what the skin's layout needs to be told.

Named in Django's Jinja2 backend as its `environment` option. The backend itself gives `request`,
`csrf_input` and `csrf_token` to each page rendered for a request.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from markupsafe import Markup

from encours.words import amounts, days, hiding
from encours.words import page_sentences as said
from encours.words.addresses import address
from encours.words.help import Topic
from encours.words.languages import nearest
from encours.words.states import state_of

SPRITE = "vendor/tabler-icons/sprite.svg"
ABSENT = "–"


@dataclass(frozen=True, slots=True)
class Room:
    """One link of the desk's navigation; `count` is what waits there (None or 0: nothing is shown)."""

    label: str
    url: str
    icon: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Links of the navigation that belong together, under one short label."""

    label: str
    rooms: tuple[Room, ...]
    open: bool = True


@dataclass(frozen=True, slots=True)
class DataAge:
    """How old the figures of the page are; `tone` is ok, watch or late."""

    text: str
    tone: str = "ok"
    url: str = ""


@dataclass(frozen=True, slots=True)
class Flash:
    """One sentence about what has just happened; `tone` is ok, info, watch or late."""

    text: str
    tone: str = "ok"


@dataclass(frozen=True, slots=True)
class Tour:
    """A step of the first tour, beside what `target` (a selector) shows; number 0 only invites to it."""

    number: int
    count: int
    end_url: str
    title: str = ""
    text: str = ""
    target: str = ""
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """All that `skin/layout.html` shows around a page, given to it as `shell`.

    `theme` is light, dark or auto; `language` one of the codes in `languages`, which pairs a code
    with its own name; `here` is the path to come back to after a switch of theme or language.
    An empty address hides what it would lead to. `shadow` says that nothing leaves the house;
    `density` is comfortable or compact.
    """

    here: str
    language_url: str
    theme_url: str
    sections: tuple[Section, ...] = ()
    creditor: str = ""
    person: str = ""
    home_url: str = "/"
    sign_out_url: str = ""
    account_url: str = ""
    search_url: str = ""
    palette_url: str = ""
    theme: str = "auto"
    language: str = "fr"
    languages: tuple[tuple[str, str], ...] = (("fr", "Français"), ("en", "English"))
    data_age: DataAge | None = None
    shadow: bool = False
    stopped: str = ""  # why nothing leaves any more; `stopped_url` says more
    stopped_url: str = ""
    density: str = "comfortable"
    density_url: str = ""
    help: Topic | None = None
    help_url: str = ""
    tour: Tour | None = None
    tour_url: str = ""
    flashes: tuple[Flash, ...] = ()


class UnknownIconError(LookupError):
    """The page asks for an icon that the sprite does not hold."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No icon “{name}” in static/{SPRITE}: add its <symbol> and the sprite's new sha256."
        )


@cache
def icons() -> frozenset[str]:
    """The names of the icons in the sprite."""
    sprite = Path(__file__).parent.joinpath("static", SPRITE).read_text("utf-8")
    return frozenset(re.findall(r'<symbol id="([^"]+)"', sprite))


@cache
def icon(name: str, label: str = "", css: str = "") -> Markup:
    """One icon of the sprite as inline SVG; hidden from screen readers unless a label is given.

    Raises UnknownIconError.
    """
    if name not in icons():
        raise UnknownIconError(name)
    spoken = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    return Markup('<svg class="icon {}" {} focusable="false"><use href="{}#{}"></use></svg>').format(
        css, spoken, static(SPRITE), name
    )


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named view."""
    if kwargs or not all(type(one) is int for one in args):
        return reverse(name, args=args, kwargs=kwargs)
    return address(name, *args)


def with_query(request: HttpRequest, **changes: Any) -> str:
    """The query of the present page with some keys changed; None takes a key away.

    Returns a path with its query, without "?" when no key is left.
    """
    query = request.GET.copy()
    for key, value in changes.items():
        if value is None:
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def language() -> str:
    """The two letters of the reader's language."""
    return nearest(get_language())


# The filters take the context so that Jinja2 never folds a constant in the language of the first reader.
@jinja2.pass_context
def money(_: jinja2.runtime.Context, cents: int | None, currency: str = "EUR") -> str:
    """Whole cents as an amount in the reader's language; a dash when there is none."""
    return ABSENT if cents is None else amounts.money(cents, currency, language())


@jinja2.pass_context
def rate(_: jinja2.runtime.Context, hundredths: int | None) -> str:
    """A rate in hundredths of a percent as the reader writes it; a dash when there is none."""
    return ABSENT if hundredths is None else amounts.percent(Decimal(hundredths).scaleb(-2), language())


@jinja2.pass_context
def percent(_: jinja2.runtime.Context, value: int | None) -> str:
    """A share in whole percents; a dash when there is none."""
    if value is None:
        return ABSENT
    space = "\N{NO-BREAK SPACE}" if language() == "fr" else ""
    return f"{amounts.number(value, language())}{space}%"


@jinja2.pass_context
def number(_: jinja2.runtime.Context, value: int | None) -> str:
    """A whole number with its thousands apart; a dash when there is none."""
    return ABSENT if value is None else amounts.number(value, language())


@jinja2.pass_context
def weight(_: jinja2.runtime.Context, size: int) -> str:
    """So many bytes, in the reader's language."""
    return amounts.weight(size, language())


@jinja2.pass_context
def day(_: jinja2.runtime.Context, value: dt.date | None) -> str:
    """A day for a table; a dash when there is none."""
    return ABSENT if value is None else days.day(value, language())


@jinja2.pass_context
def day_long(_: jinja2.runtime.Context, value: dt.date | None) -> str:
    """A day in full; a dash when there is none."""
    return ABSENT if value is None else days.day_long(value, language())


@jinja2.pass_context
def days_late(_: jinja2.runtime.Context, value: int | None) -> str:
    """Days after the due date (negative: days to run) as a few words; a dash when unknown."""
    if value is None:
        return ABSENT
    if value == 0:
        return gettext("échoit aujourd’hui")
    if value < 0:
        return ngettext("dans %(days)s jour", "dans %(days)s jours", -value) % {"days": -value}
    return ngettext("%(days)s jour de retard", "%(days)s jours de retard", value) % {"days": value}


@jinja2.pass_context
def of_class(context: jinja2.runtime.Context, value: Any, *classes: str) -> Any:
    """A field of these classes: its value where the visit shows them, else a neutral word.

    What is empty stays so. Where no visit is known, nothing is shown.
    """
    if value in ("", None, ABSENT) or _shows(context, *classes):
        return value
    return Markup('<span class="masked">{}</span>').format(hiding.masked())


@jinja2.pass_context
def free_text(context: jinja2.runtime.Context, text: Any) -> Any:
    """What somebody wrote, without the addresses and bank details that the visit does not show."""
    if not isinstance(text, str):
        return text
    personal, bank, health = (not _shows(context, name) for name in ("personal", "bank", "health"))
    return hiding.without(text, personal=personal, bank=bank, health=health)


def _shows(context: jinja2.runtime.Context, *classes: str) -> bool:
    visit = context.get("visit")
    return visit is not None and visit.shows(*classes)


FILTERS = (money, rate, percent, number, weight, day, day_long, days_late, of_class, free_text)


def _extensions(asked: Iterable[Any]) -> list[Any]:
    return [*asked, "jinja2.ext.i18n"]


def environment(**options: Any) -> jinja2.Environment:
    """The environment of the pages: escaped, strict about what is missing, in the reader's language.

    Takes the options of Django's backend (loader, auto_reload, extensions…); escaping and
    strictness are not options.
    """
    options |= {
        "autoescape": True,
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "extensions": _extensions(options.get("extensions", ())),
    }
    made = jinja2.Environment(**options)  # noqa: S701 — autoescape is set just above
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined] # of the i18n extension: values are named
    made.globals |= {
        "_": said.gettext,
        "gettext": said.gettext,
        "ngettext": said.ngettext,
        "pgettext": said.pgettext,
        "npgettext": said.npgettext,
        "url": url,
        "static": static,
        "icon": icon,
        "state_of": state_of,
        "with_query": with_query,
        "language": language,
    }
    made.filters |= {each.__name__: each for each in FILTERS}
    return made
