"""The rules of a creditor, in order: of which messages somebody must agree, and who may."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from encours.core.refusals import RuleError

APPROVERS: Final = ("administrator", "manager", "cfo")
"""The roles that may agree."""
MOST_RULES: Final = 20
ON_DEMAND: Final = ("statement", "documents", "debit_notice")
"""What leaves and makes no step: a rule takes it only where it names it among its steps."""
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)
_CRITERIA: Final = ("steps", "tones", "segments", "channels")
_LISTS: Final = (*_CRITERIA, "roles", "people")


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """One rule. An empty criterion takes every reminder; `from_cents` those that claim so much or more.

    What makes no step (`ON_DEMAND`) is taken where `steps` names it.

    `roles` and `people` (primary keys) are who may agree, any one of them. `four_eyes`: not who typed the address of
    the message or moved it. Without `asks`, the messages it takes wait for nobody but for what their step says.
    """

    code: str
    label_fr: str
    label_en: str = ""
    steps: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    from_cents: int | None = None
    roles: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    four_eyes: bool = False
    asks: bool = True

    def label(self, language: str) -> str:
        """Its name in a language."""
        return (language == "en" and self.label_en) or self.label_fr

    @property
    def approvers(self) -> frozenset[str]:
        """In whose name one agrees: the marks of its roles and of its people."""
        return frozenset({*map(of_role, self.roles), *map(of_person, self.people)})


def of_role(role: str) -> str:
    """The mark of a role among those in whose name somebody agrees."""
    return f"role:{role}"


def of_person(key: int) -> str:
    """The mark of a person, by primary key."""
    return f"person:{key}"


def rules_to_json(rules: Sequence[ApprovalRule], reason: str) -> dict[str, Any]:
    """Plain values, as they are kept with the reason of their publication."""
    return {"rules": [_listed(asdict(one)) for one in rules], "reason": reason}


def _listed(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in told.items()}


def rules_from_json(content: Mapping[str, Any]) -> tuple[ApprovalRule, ...]:
    """The rules as they were kept."""
    return tuple(ApprovalRule(**_known(one)) for one in content["rules"])


def _known(told: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a rule that this version of the house has."""
    known = {one.name for one in fields(ApprovalRule)} & told.keys()
    return {name: tuple(told[name]) if name in _LISTS else told[name] for name in known}


def checked(rules: Sequence[ApprovalRule]) -> None:
    """Refuse rules that could not be applied.

    Raises
        RuleError: `approvals_wrong`, naming the rule and what to change.
    """
    if len(rules) > MOST_RULES:
        raise RuleError("approvals_wrong", f"Un créancier a {MOST_RULES} règles d’accord au plus.")
    if len({one.code for one in rules}) < len(rules):
        raise RuleError("approvals_wrong", "Deux règles portent le même code.")
    for rule in rules:
        if not _CODE.fullmatch(rule.code) or not rule.label_fr.strip():
            raise RuleError(
                "approvals_wrong", "Une règle a un code de seize lettres au plus, sans accent, et un nom."
            )
        if wrong := _wrong(rule):
            raise RuleError("approvals_wrong", f"Règle « {rule.label_fr} ». {wrong}")


def _wrong(rule: ApprovalRule) -> str:
    if rule.asks and not rule.approvers:
        return "Dire qui donne l’accord : un rôle ou une personne au moins."
    if set(rule.roles) - set(APPROVERS):
        return "Ce rôle ne donne pas d’accord : choisir administration, gestion ou direction financière."
    if rule.from_cents is not None and rule.from_cents < 1:
        return "Le montant à partir duquel elle s’applique est d’un centime au moins."
    return ""
