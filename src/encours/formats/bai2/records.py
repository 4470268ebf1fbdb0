"""Records of a BAI2: fields between commas, a slash at the end, 88 that goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from encours.formats.bank_lines import refused
from encours.formats.bank_text import AGAIN, lines_of

KINDS: Final = frozenset({"01", "02", "03", "16", "49", "88", "98", "99"})
_NEXT: Final = re.compile(r"/\s+(?=(?:0[123]|16|49|88|98|99),)")
_MOST_TEXT: Final = 100_000  # characters of one record and what goes on from it


@dataclass(slots=True)
class Record:
    """One record, what goes on from it included; `text` is what follows the code, commas kept."""

    line: int
    kind: str
    text: str

    def fields(self) -> list[str]:
        """What stands between commas."""
        return [each.strip() for each in self.text.split(",")]


def records_of(file: BinaryIO) -> Iterator[Record]:
    """Each record in order; raises UnreadableFileError `unknown_record`, `field_too_long`."""
    last: Record | None = None
    for line, text in lines_of(file):
        for part in _NEXT.split(text):
            told = part.strip()
            if not told:
                continue
            kind, _, rest = told.partition(",")
            if kind not in KINDS:
                if last is None or last.kind not in {"16", "88"}:
                    raise refused(
                        "unknown_record",
                        f"Ligne {line} : « {kind[:20]} » n’est pas un code BAI2.",
                        AGAIN,
                        line,
                    )
                last.text += f" {told.rstrip('/')}"  # a text that the bank folded
            elif kind == "88" and last is not None:
                last.text += f",{rest.removesuffix('/')}"
            else:
                if last is not None:
                    yield last
                last = Record(line, kind, rest.removesuffix("/"))
            if last is not None and len(last.text) > _MOST_TEXT:
                raise refused(
                    "field_too_long", f"Ligne {line}, champ {kind} : il dépasse toute longueur.", AGAIN, line
                )
    if last is not None:
        yield last
