"""A statement of account as a PDF/A: a sheet of its own, every word and figure already written.

title, language, footer
sender      {"name", "lines": [text]}
recipient   [name, line of address…]
facts       [[label, text]]
labels      {"page", "customer"}
accounts    [{"title", "columns": [text], "amounts": how many of them are amounts (the last), "wide": the column
              that takes the room left, "rows": [[text]], "totals": [{"label", "amount", "strong"}]}]
notes       [text]
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from encours.channels.letter.rendering import compiled
from encours.channels.letter_forms import UndeliverableError, one_line

_SHEET = "account.typ"


def account_pdf(page: Mapping[str, Any], *, written_at: datetime) -> bytes:
    """The same bytes for the same page and instant; raises UndeliverableError."""
    if written_at.tzinfo is None:
        raise UndeliverableError("written_at", "La date du relevé n'a pas de fuseau horaire.")
    told = {**page, "title": one_line("title", str(page["title"]))}
    return compiled({"page": json.dumps(told, ensure_ascii=False)}, written_at, sheet=_SHEET)
