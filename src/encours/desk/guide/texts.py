"""Which help text belongs to which page, and which of them a person finds."""

from __future__ import annotations

from django.utils.translation import get_language

from encours.desk.navigation import entry_of, found_by, module_of
from encours.desk.visits import Visit
from encours.words.help import Topic, topic, topics
from encours.words.languages import nearest

KEYS = "keys"


def topic_of(address: str) -> Topic | None:
    """The help of a page: its own, else that of its room, else the keys."""
    language = nearest(get_language())
    return topic(address, language) or topic(entry_of(address), language) or topic(KEYS, language)


def topics_of(visit: Visit) -> list[Topic]:
    """The texts of each entry that this person finds, and of pages inside it; the keys at the end."""
    language = nearest(get_language())
    written = topics(language)
    codes = []
    for each in found_by(visit):
        inside = sorted(code for code in written if code != each.name and _within(visit, code, each.name))
        codes += [each.name, *inside]
    told = (topic(code, language) for code in [*codes, KEYS])
    return [each for each in told if each is not None]


def _within(visit: Visit, code: str, entry: str) -> bool:
    module = module_of(code)
    return entry_of(code) == entry and (not module or visit.uses(module))
