"""A movement (`:61:`) and what `:86:` says of it become one bank line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from encours.core.refusals import UnreadableFileError
from encours.formats.bank_lines import reference, row_of
from encours.formats.bank_text import AGAIN, cents, short_day, valid_iban
from encours.formats.mt940.narrative import Narrative, narrative_of

_MOVEMENT: Final = re.compile(
    r"(?P<value>[0-9]{6})(?P<entry>[0-9]{4})? *(?P<mark>E?R?[CD])(?P<funds>[A-Z])? ?"
    r"(?P<amount>[0-9]{1,15}(?:,[0-9]{0,18})?)(?P<kind>[A-Z][A-Z0-9 ]{3})?(?P<rest>.*)"
)
_RETURNED: Final = frozenset({"NRTI"})


@dataclass(slots=True)
class Movement:
    """One `:61:`, its own following lines, and the texts of its `:86:`."""

    line: int
    booked_on: date
    value_on: date
    amount_cents: int
    expected: bool
    returned: bool
    client: str | None
    bank: str | None
    own: list[str]
    texts: list[str] = field(default_factory=list)

    def row(self) -> dict[str, Any]:
        """A BankLine row; who stands on the other side is told by `:86:`, else by the lines after `:61:`."""
        said = narrative_of(self.texts)
        iban = said.iban or next(filter(None, map(valid_iban, self._words())), None)
        client = None if valid_iban(self.client) else self.client
        end_to_end = said.end_to_end_id or (None if client in {"EREF", "KREF+", "PREF", "MREF"} else client)
        returned = said.return_reason or ("RVSL" if self.returned else None)
        return row_of(
            self.booked_on,
            self.amount_cents,
            value_on=self.value_on,
            counterparty=said.counterparty,
            iban=iban,
            end_to_end_id=end_to_end,
            reference=said.reference,
            bank_reference=self.bank,
            return_reason=returned,
            wording=self._wording(said),
            ultimate=said.ultimate,
        )

    def _words(self) -> list[str]:
        first = [each.split()[0] for each in (*self.own, *self.texts) if each.split()]
        return [*filter(None, [self.client]), *first]

    def _wording(self, said: Narrative) -> str:
        own = " ".join(each for each in self.own if not valid_iban(each))
        return " ".join(filter(None, [said.wording, own if own not in said.wording else ""]))


def movement_of(text: str, line: int) -> Movement:
    """Read a `:61:`, its following lines included; raises UnreadableFileError when it cannot be."""
    first, *own = text.split("\n")
    found = _MOVEMENT.fullmatch(first)
    if found is None and own:  # some banks fold it before the amount
        first, *own = [first + own[0], *own[1:]]
        found = _MOVEMENT.fullmatch(first)
    if found is None:
        raise UnreadableFileError(
            "unreadable_movement",
            f"Ligne {line}, champ 61 : « {first[:60]} » n’est pas un mouvement.",
            AGAIN,
            line=line,
        )
    value_on = short_day(found["value"], line, "61")
    amount = cents(found["amount"], line, "61")
    mark = found["mark"]
    credit = mark.endswith("C") is not ("R" in mark)  # the reversal of a credit takes it back
    client, _, bank = found["rest"].partition("//")
    return Movement(
        line=line,
        booked_on=_booked_on(value_on, found["entry"], line),
        value_on=value_on,
        amount_cents=amount if credit else -amount,
        expected=mark.startswith("E"),
        returned="R" in mark or found["kind"] in _RETURNED,
        client=reference(client),
        bank=reference(bank),
        own=[each.strip() for each in own if each.strip()],
    )


def _booked_on(value_on: date, entry: str | None, line: int) -> date:
    """The entry's day has no year: the one that brings it nearest to the value date."""
    if not entry:
        return value_on
    near = [
        short_day(f"{year % 100:02}{entry}", line, "61")
        for year in (value_on.year - 1, value_on.year, value_on.year + 1)
    ]
    return min(near, key=lambda each: abs(each - value_on))
