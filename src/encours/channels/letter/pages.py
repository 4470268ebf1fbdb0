"""The data of a letter's sheet: every word and figure already written.

What `Letter.page` holds; a *cell* is a list of texts, the first in full, the others small beneath it:

    sender      {"name", "lines": [text]}                     head of the sheet
    mention     text                                          above the window, "" for none
    references  [[label, text]]                               left of the window
    dateline    text                                          "Lyon, le 21 novembre 2026"
    labels      {"subject", "page"}
    flow        [{"kind": "text", "text"} | {"kind": "statement" | "payment" | "dispute"}]
    statement   {"columns": [6 texts],
                 "groups": [{"title", "rows": [[6 cells]]}],
                 "totals": [{"label", "amount", "strong"}],
                 "apart": [{"title", "rows": [{"label": cell, "amount"}]}],
                 "notes": [text]}
    payment     {"title", "rows": [[label, text]], "texts": [text], "qr_caption",
                 "qr": None | {"name", "iban", "bic", "amount_cents", "reference" | "text"}}
    dispute     {"title", "text"}
    signature   {"name", "lines": [text]}
    footer      text

The title is the letter's subject, the window shows `Letter.recipient_lines`.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from encours.channels.letter_forms import UndeliverableError, one_line

_PARTS = (
    "sender",
    "mention",
    "references",
    "dateline",
    "labels",
    "flow",
    "statement",
    "payment",
    "dispute",
    "signature",
    "footer",
)
_SHORTEST = 2  # a name and at least one line of address
_WINDOW_LINES = 7  # at 10 pt, what 29 mm of window hold
_WINDOW_WIDTH = 36  # capitals at 10 pt in 85 mm


def checked_address(lines: Sequence[str]) -> list[str]:
    """The address as it will stand in the window, long lines folded; raises UndeliverableError."""
    kept = [line for line in (one_line("recipient_lines", line).strip() for line in lines) if line]
    if len(kept) < _SHORTEST:
        raise _misfit("L'adresse postale du destinataire manque : complétez-la.")
    folded = [part for line in kept for part in textwrap.wrap(line, _WINDOW_WIDTH)]
    count = len(folded)
    if count > _WINDOW_LINES:
        raise _misfit(
            f"L'adresse tient sur {count} lignes de {_WINDOW_WIDTH} caractères : raccourcissez-la, "
            f"la fenêtre de l'enveloppe en montre {_WINDOW_LINES}."
        )
    return folded


def _misfit(sentence: str) -> UndeliverableError:
    return UndeliverableError("recipient_lines", sentence)


def page_input(page: Mapping[str, Any], *, title: str, language: str, recipient: Sequence[str]) -> str:
    """The sheet's JSON input; raises UndeliverableError naming a part that is missing."""
    absent = ", ".join(part for part in _PARTS if part not in page)
    if absent:
        raise UndeliverableError("page", f"La page de la lettre est incomplète : il manque {absent}.")
    data = {part: page[part] for part in _PARTS}
    data["title"] = one_line("subject", title)
    data["language"] = language
    data["recipient"] = checked_address(recipient)
    return json.dumps(data, ensure_ascii=False)
