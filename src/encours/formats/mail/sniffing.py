"""Whether a file is a mail: it begins with header lines that only mails have."""

from __future__ import annotations

import re

_KNOWN = re.compile(
    rb"^(from|to|subject|date|message-id|received|return-path|mime-version|delivered-to|reply-to)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST = re.compile(rb"\A(?:From [^\r\n]{1,200}\r?\n)?[!-9;-~]{1,60}[ \t]*:")
_SURE, _LIKELY = 3, 2


def sniff(head: bytes, name: str) -> float:
    """Confidence that these first bytes open a mail."""
    opening = head.lstrip(b"\r\n")
    if not _FIRST.match(opening):
        return 0.0
    above = re.split(rb"\r?\n\r?\n", opening, maxsplit=1)[0]
    kinds = len({found.lower() for found in _KNOWN.findall(above)})
    named = name.lower().endswith((".eml", ".mbox"))
    if kinds >= _SURE:
        return 0.95 if named else 0.8
    return 0.6 if named or kinds >= _LIKELY else 0.0
