"""Units of figures: what may be added to what, and what a product or a quotient is counted in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# The units a figure may be shown in, each by the powers of what it counts.
_POWERS: Final[Mapping[str, Mapping[str, int]]] = {
    "cents": {"cents": 1},
    "days": {"days": 1},
    "hours": {"hours": 1},
    "seconds": {"seconds": 1},
    "share": {},
    "count": {},
    "score": {},
    "index": {},
}
SHOWN: Final = ("share", "cents", "days", "count", "hours")  # that a person may choose for its own figure


@dataclass(frozen=True, slots=True)
class Dimension:
    """What a figure is counted in; `plain` for a number that was written, which goes with anything."""

    powers: Mapping[str, int] = field(default_factory=dict)
    plain: bool = False

    def times(self, other: Dimension, *, sign: int = 1) -> Dimension:
        """The dimension of the product, or of the quotient (`sign` -1)."""
        powers = dict(self.powers)
        for name, power in other.powers.items():
            powers[name] = powers.get(name, 0) + sign * power
        return Dimension({name: power for name, power in powers.items() if power}, self.plain and other.plain)

    def with_(self, other: Dimension) -> Dimension | None:
        """The dimension of a sum; None where the two cannot be added."""
        if self.plain:
            return other
        if other.plain or dict(self.powers) == dict(other.powers):
            return self
        return None

    def is_of(self, unit: str) -> bool:
        """Whether a figure of this dimension can be shown in that unit."""
        return dict(self.powers) == dict(_POWERS[unit])


NUMBER: Final = Dimension(plain=True)


def of_unit(unit: str) -> Dimension:
    """The dimension of a measure's unit."""
    return Dimension(_POWERS[unit])
