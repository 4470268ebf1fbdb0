"""What a syntax is to the reader: the paths of each term, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Paths = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A mapping from the terms of the norm to the places where one syntax writes them.

    `document` names terms of the whole, from the root; the other mappings start at the node that `places` names:
    a party, a line, an allowance or charge, a line of taxes, a means of payment… `renamed` gives the elements of an
    older version the names of today. Several paths of one term are tried in turn.
    """

    name: str
    document: Mapping[str, Paths]
    places: Mapping[str, Paths]
    party: Mapping[str, Paths]
    line: Mapping[str, Paths]
    reduction: Mapping[str, Paths]
    tax: Mapping[str, Paths]
    means: Mapping[str, Paths]
    attached: Mapping[str, Paths]
    note: Mapping[str, Paths]
    reference: Mapping[str, Paths]
    instalment: Mapping[str, Paths]
    renamed: Mapping[str, str] = field(default_factory=dict)
