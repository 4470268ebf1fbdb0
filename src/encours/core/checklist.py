"""What a new case must hold: by kind of customer, each fact or document mandatory or wished, and what lacks."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from encours.core.completeness import CRITERIA
from encours.core.refusals import RuleError

MANDATORY, WISHED = "mandatory", "wished"
WEIGHTS: Final = (MANDATORY, WISHED)
REGIMES: Final = ("b2b", "public", "consumer")
FIELD: Final = "field:"  # before the code of a field of the creditor's own
# What Chorus Pro asks of an invoice to a public debtor: the first two are fields of the customer, the last is on
# each invoice (its order number).
PUBLIC: Final = ("siret", "service", "engagement")
DOCUMENTS: Final = ("invoice", "delivery", "contract")
CODES: Final = (*CRITERIA, *PUBLIC, *DOCUMENTS)
Lists = Mapping[str, Mapping[str, str]]
"""By regime or own segment: the weight of each code."""

_ALWAYS: Final = dict.fromkeys(("email", "address", "regime"), MANDATORY)
DEFAULTS: Final[Lists] = {
    "b2b": {
        **_ALWAYS,
        **dict.fromkeys(("accounts_payable", "registration", "terms"), MANDATORY),
        **dict.fromkeys(("phone", "vat_number", "order", "proof"), WISHED),
    },
    "public": {
        **_ALWAYS,
        **dict.fromkeys(("siret", "service", "engagement", "terms"), MANDATORY),
        **dict.fromkeys(("phone", "order", "proof"), WISHED),
    },
    "consumer": {**_ALWAYS, **dict.fromkeys(("phone", "order", "proof"), WISHED)},
}
_OURS: Final = frozenset({"regime", "terms"})  # what we say of a customer, and do not ask of it
_ASKED: Final = {
    "order": ("order",),
    "proof": ("delivery", "contract"),
    **{kind: (kind,) for kind in DOCUMENTS},
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """How far a case is: what was wanted, and what lacks of it, in the order of the list."""

    wanted: int
    mandatory: tuple[str, ...]
    wished: tuple[str, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """All that lacks, what is mandatory first."""
        return (*self.mandatory, *self.wished)

    @property
    def percent(self) -> int:
        """Whole percents of what was wanted; a case of which nothing is wanted is whole."""
        return 100 * (self.wanted - len(self.lacks)) // self.wanted if self.wanted else 100

    @property
    def documents(self) -> tuple[str, ...]:
        """The kinds of documents to ask the customer for."""
        return tuple(dict.fromkeys(kind for code in self.lacks for kind in _ASKED.get(code, ())))

    @property
    def facts(self) -> tuple[str, ...]:
        """What to ask for that is no document."""
        return tuple(code for code in self.lacks if code not in _ASKED and code not in _OURS)


def wanted_of(lists: Lists, kinds: Iterable[str]) -> dict[str, str]:
    """What is wanted of a customer that is of these kinds: where two weigh it, mandatory wins."""
    found: dict[str, str] = {}
    for kind in kinds:
        for code, weight in lists.get(kind, {}).items():
            found[code] = MANDATORY if MANDATORY in {weight, found.get(code)} else weight
    return found


def gathered(wanted: Mapping[str, str], known: Collection[str]) -> Gathered:
    """What lacks of what is wanted."""
    lacks = [code for code in wanted if code not in known]
    return Gathered(
        len(wanted),
        tuple(code for code in lacks if wanted[code] == MANDATORY),
        tuple(code for code in lacks if wanted[code] == WISHED),
    )


def check_list(
    kind: str, wanted: Mapping[str, str], *, kinds: Collection[str], codes: Collection[str]
) -> None:
    """Refuse (RuleError) a list of a kind of customers, or of a fact, that there is not."""
    if kind not in kinds:
        raise RuleError(
            "checklist_wrong", "Ces clients n’ont pas de liste : ni ce régime ni ce segment n’existe."
        )
    if set(wanted) - set(codes) or set(wanted.values()) - set(WEIGHTS):
        raise RuleError("checklist_wrong", "Chaque information est obligatoire, souhaitée, ou pas demandée.")


def lists_from_json(text: str) -> dict[str, dict[str, str]]:
    """The lists as they were kept."""
    found: dict[str, dict[str, str]] = json.loads(text)["lists"]
    return found
