"""The rooms of the desk as the navigation shows them: each declares itself once, beside its addresses.

The `urls` of a room say `NAVIGATION = Navigation(Entry(…), …)`; every address of the room then belongs to an
entry, and to a module. What belongs to a module that is off is shown nowhere and answers 404.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from encours.desk.pinned import pinned_rooms
from encours.desk.waiting import Waiting, counted
from encours.records.people.models import ROLES
from encours.words import addresses
from encours.words.pages import Room, Section

if TYPE_CHECKING:
    from encours.desk.visits import Visit

EVERYBODY = frozenset(ROLES)
KEEPERS = EVERYBODY - {
    "salesperson",
    "banker",
    "read_only",
}  # who keeps the books, or looks at how they are kept
STEERERS = EVERYBODY - {"salesperson", "banker", "read_only", "collector"}  # who decides how one chases
SECTIONS = ("today", "portfolio", "steering", "data", "settings", "elsewhere")
_CLOSED = frozenset({"settings"})  # opened by hand: nobody's every day


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation, named after the address of its first page.

    `roles` are those who find it there (an address refuses nobody for it: rights do); `module` is the module
    that it comes and goes with; `inside` names other addresses of the room that belong to it rather than to
    the room's first entry; `waiting` reads what waits there, None where this person is told nothing of it: see
    `desk.waiting.Waiting`.
    """

    name: str
    label: Any
    icon: str
    section: str
    rank: int = 50
    module: str = ""
    roles: frozenset[str] = EVERYBODY
    inside: tuple[str, ...] = ()
    waiting: Waiting | None = None


class Navigation:
    """What a room declares: its entries, and where its other addresses belong.

    `within` is the entry of all those that no entry names (else the first); `elsewhere` gives the entry of
    some, `modules` the module of some.
    """

    def __init__(
        self,
        *entries: Entry,
        within: str = "",
        elsewhere: Mapping[str, str] | None = None,
        modules: Mapping[str, str] | None = None,
    ) -> None:
        self.entries = entries
        self.within = within or (entries[0].name if entries else "")
        self.elsewhere = dict(elsewhere or {})
        self.modules = dict(modules or {})


@dataclass(frozen=True, slots=True)
class _Plan:
    entries: tuple[Entry, ...]
    entry_of: Mapping[str, str]
    module_of: Mapping[str, str]


@cache
def plan() -> _Plan:
    """All entries in the order shown, and the entry and the module of each address."""
    from encours.desk.urls import ROOMS  # the addresses import the views, and these import this

    found: list[Entry] = []
    entry_of: dict[str, str] = {}
    module_of: dict[str, str] = {}
    for room in ROOMS:
        addresses = importlib.import_module(f"encours.desk.{room}.urls")
        told: Navigation = getattr(addresses, "NAVIGATION", None) or Navigation()
        found += told.entries
        of_entry = {page: each for each in told.entries for page in (each.name, *each.inside)}
        for name in (pattern.name for pattern in addresses.urlpatterns):
            own = of_entry.get(name) or next(iter(told.entries), None)
            entry_of[name] = told.elsewhere.get(name) or (
                of_entry[name].name if name in of_entry else told.within
            )
            module_of[name] = told.modules.get(name, own.module if own else "")
    found.sort(key=lambda each: (SECTIONS.index(each.section), each.rank))
    return _Plan(tuple(found), entry_of, module_of)


def entry_of(address: str) -> str:
    """The entry that an address belongs to; itself where it belongs to none."""
    return plan().entry_of.get(address) or address


def module_of(address: str) -> str:
    """The module that an address comes and goes with; empty for what is always there."""
    return plan().module_of.get(address, "")


def found_by(visit: Visit) -> tuple[Entry, ...]:
    """The entries that this person finds: those of its role, of modules that are on."""
    return tuple(
        each
        for each in plan().entries
        if visit.role in each.roles and (not each.module or visit.uses(each.module))
    )


def sections(visit: Visit, address: str) -> tuple[Section, ...]:
    """The navigation of a visit, on the page of this address."""
    here = entry_of(address)
    by_section: dict[str, list[Room]] = {}
    entries = found_by(visit)
    counts = _counts(entries, visit)
    for each in entries:
        count = counts.get(each.name)
        room = Room(
            str(each.label), addresses.address(each.name), each.icon, current=each.name == here, count=count
        )
        by_section.setdefault(each.section, []).append(room)
    by_section.setdefault("portfolio", []).extend(pinned_rooms(visit))
    if len(visit.seen) > 1:
        leave = Room(_("Changer de créancier"), reverse("creditors"), "arrow-right", here == "creditors")
        by_section["elsewhere"] = [leave]
    return tuple(
        Section(
            section_name(code),
            tuple(rooms),
            open=code not in _CLOSED or any(room.current for room in rooms),
        )
        for code, rooms in by_section.items()
    )


def _counts(entries: Iterable[Entry], visit: Visit) -> dict[str, int]:
    """What waits in each room that says so."""
    return counted({each.name: each.waiting for each in entries if each.waiting}, visit)


def section_name(code: str) -> str:
    """A section in the reader's language; the first and the last have no name."""
    return {
        "portfolio": _("Portefeuille"),
        "steering": _("Pilotage"),
        "data": _("Données"),
        "settings": _("Réglages"),
    }.get(code, "")
