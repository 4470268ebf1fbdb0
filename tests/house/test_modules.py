"""A module that is off leaves no trace: no link, no button, no tile leads there, and its addresses answer 404."""

from __future__ import annotations

import html
import itertools
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from desk import situations as some
from encours.desk.navigation import SECTIONS, module_of, plan
from encours.records.modules.models import MODULES, ModuleChoice
from encours.records.people.models import ROLES
from house.test_urls import NAMES, RULES, Walk, stand_still

LED = re.compile(r'\s(?:href|action|src|hx-get|hx-post|data-url)="([^"#]+)')
OPEN = [name for name in NAMES if RULES[name].get is not None and not RULES[name].open_to_all]


@pytest.fixture
def walk(house: Path, monkeypatch: pytest.MonkeyPatch) -> Walk:
    stand_still(monkeypatch)
    creditor = some.a_creditor()
    rows = some.one_of_each(creditor)
    return Walk(some.a_person("administrator", creditor), rows)


def chosen(walk: Walk, **modules: bool) -> None:
    creditor = walk.person.memberships.get().creditor
    ModuleChoice.objects.update_or_create(creditor=creditor, defaults={"chosen": modules})


def led_to(answer: Any) -> set[str]:
    """The names of the addresses that a page leads to."""
    found: set[str] = set()
    if not answer.headers.get("Content-Type", "").startswith("text/html") or answer.streaming:
        return found
    for address in LED.findall(answer.content.decode()):
        found |= _named(urlsplit(html.unescape(address)).path)
    return found


@cache
def _named(path: str) -> frozenset[str]:
    """The name of an address; kept, for every page leads to the same ones, and finding it tries them all."""
    try:
        return frozenset({resolve(path).url_name or ""})
    except Resolver404:
        return frozenset()


# Some off at a time, so that for any two there is a walk where the first is on and the second off.
_WALKS = 5
TOGETHER = [
    {
        code
        for code, walks in zip(MODULES, itertools.combinations(range(_WALKS), _WALKS // 2), strict=False)
        if number in walks
    }
    for number in range(_WALKS)
]


def test_for_any_two_modules_there_is_a_walk_with_the_first_on_and_the_second_off() -> None:
    missed = [
        pair
        for pair in itertools.permutations(MODULES, 2)
        if not any(pair[0] not in off and pair[1] in off for off in TOGETHER)
    ]
    assert not missed


@pytest.mark.parametrize("off", TOGETHER, ids=lambda off: "-".join(sorted(off)))
def test_modules_off_leave_no_trace(off: set[str], walk: Walk) -> None:
    chosen(walk, **{code: code not in off for code in MODULES})
    wrong = []
    for name in OPEN:
        answer = walk.asks("GET", name)
        if module_of(name) in off:
            if answer.status_code != 404:
                wrong.append(f"{name} answers {answer.status_code}")
            continue
        if answer.status_code not in RULES[name].shown:
            wrong.append(f"{name} answers {answer.status_code}")
        wrong += [f"{name} leads to {each}" for each in led_to(answer) if module_of(each) in off]
    assert not wrong, "\n".join(wrong)


def test_a_module_off_refuses_what_is_posted_to_it(walk: Walk) -> None:
    chosen(walk, **dict.fromkeys(MODULES, False))
    posted = [name for name in NAMES if RULES[name].post and module_of(name)]
    assert posted
    assert {name: walk.asks("POST", name).status_code for name in posted} == dict.fromkeys(posted, 404)


def test_every_entry_is_declared_once_in_a_known_section_module_and_roles() -> None:
    entries = plan().entries
    assert len({each.name for each in entries}) == len(entries)
    for each in entries:
        assert each.name in NAMES, each.name
        assert each.section in SECTIONS, each.name
        assert not each.module or each.module in MODULES, each.name
        assert each.roles <= set(ROLES), each.name
        assert each.roles, each.name


def test_every_address_within_a_room_belongs_to_an_entry_that_exists() -> None:
    names = {each.name for each in plan().entries}
    assert {page: entry for page, entry in plan().entry_of.items() if entry and entry not in names} == {}
    assert {module_of(name) for name in NAMES} - {""} <= set(MODULES)
