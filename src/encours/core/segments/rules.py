"""The rules of a creditor: in order, each a segment and the condition that puts a customer in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from encours.core.refusals import RuleError
from encours.core.segments.catalogue import Catalogue
from encours.core.segments.conditions import Condition, ConditionError, condition
from encours.core.segments.former import as_condition

OWN: Final = "own:"  # before the code of a segment of the creditor's own
MOST_RULES: Final = 20
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Rule:
    """A segment of the creditor's own: the customers of whom `condition` is true, and no earlier rule's."""

    code: str
    label_fr: str
    label_en: str
    condition: str

    @property
    def segment(self) -> str:
        """The code under which positions keep it."""
        return f"{OWN}{self.code}"

    def label(self, language: str) -> str:
        """Its name in a language."""
        return (language == "en" and self.label_en) or self.label_fr


def rules_to_json(rules: Sequence[Rule], reason: str) -> dict[str, Any]:
    """Plain values, as they are kept with the reason of their publication."""
    return {"rules": [asdict(one) for one in rules], "reason": reason}


def rules_from_json(text: str, fields: Mapping[int, tuple[str, str]]) -> list[Rule]:
    """The rules as they were kept. Those kept before conditions were written name a field by its key.

    `fields` gives by key the code and the kind of the creditor's fields.
    """
    kept = json.loads(text)
    if "rules" in kept:
        return [Rule(**one) for one in kept["rules"]]
    return [
        Rule(one["code"], one["label_fr"], one["label_en"], as_condition(one, fields))
        for one in kept["segments"]
    ]


def checked(rules: Sequence[Rule], catalogue: Catalogue) -> list[Condition]:
    """The conditions of rules that can be told, in their order.

    Raises
        RuleError: `segments_wrong`, naming the segment and what to change.
    """
    if len(rules) > MOST_RULES:
        raise RuleError("segments_wrong", f"Un créancier a {MOST_RULES} segments au plus.")
    if len({one.code for one in rules}) < len(rules):
        raise RuleError("segments_wrong", "Deux segments portent le même code.")
    found = []
    for one in rules:
        if not _CODE.fullmatch(one.code) or not one.label_fr.strip():
            raise RuleError(
                "segments_wrong",
                "Un segment a un code de seize lettres au plus, sans accent, et un nom.",
            )
        try:
            found.append(condition(one.condition, catalogue))
        except ConditionError as error:
            what = error.sentence
            raise RuleError("segments_wrong", f"Segment « {one.label_fr} ». {what}") from error
    return found
