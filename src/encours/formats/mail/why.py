"""Why a message came back, in one code: by the server's words before its numbers.

Servers give 5.0.0 or 5.7.1 for everything; what they write beside says more.
"""

from __future__ import annotations

import re
from typing import Final

from encours.formats.mail.plain import shown

_WORDS: Final = (
    (
        "userunknown",
        (
            r"user.{0,20}unknown|unknown user|unknown (?:recipient|address|local)|not a valid (?:user|mailbox)"
            r"|no such (?:user|mailbox|recipient|person|address)|invalid (?:recipient|mailbox|user)|no mailbox here"
            r"|(?:user|mailbox|recipient|address|account|addressee).{0,60}(?:not exist|not found|no longer)"
            r"|adresse.{0,30}n'existe pas"
            r"|does(?:n't| not) (?:exist|have (?:an|a yahoo|this))|recipient not found|destinataire inconnu"
            r"|adresse inconnue|not our customer"
        ),
    ),
    (
        "hostunknown",
        (
            r"host (?:unknown|not found)|unknown host|domain.{0,40}(?:not found|not exist|n'existe pas)|nxdomain"
            r"|name service error|no such domain|domain name not found|unrouteable address|dns (?:server|error)"
        ),
    ),
    (
        "mailboxfull",
        (
            r"(?:mailbox|quota|boîte|account).{0,40}(?:full|exceeded|pleine|over)|over[ ]?quota|quota exceed"
            r"|insufficient disk|mailbox size limit"
        ),
    ),
    (
        "mesgtoobig",
        r"message.{0,30}(?:too (?:big|large|long)|size exceed)|exceed.{0,30}(?:maximum|size limit)",
    ),
    ("hasmoved", r"has (?:moved|left)|address.{0,20}has been replaced|n'est plus (?:en service|utilisée)"),
    (
        "suspend",
        r"(?:account|mailbox|user).{0,40}(?:disabled|suspended|inactive|not active|deactivated|locked)",
    ),
    ("spamdetected", r"spam|junk mail|unsolicited"),
    ("blocked", r"black[ ]?list|block[ ]?list|blocked|rbl|reputation|client host.{0,30}rejected|banned"),
    (
        "expired",
        (
            r"retry timeout|delivery (?:time expired|expired)|could not be delivered for|message expired"
            r"|too long in queue|timed out"
        ),
    ),
    ("networkerror", r"connection (?:refused|timed out|lost)|too many hops|loops? back|routing loop|network"),
)
_CODES: Final = (
    ("userunknown", r"[45]\.1\.(?:0|1|3|4|5|10)"),
    ("hostunknown", r"[45]\.1\.2|5\.4\.[34]"),
    ("hasmoved", r"5\.1\.6"),
    ("rejected", r"[45]\.1\.[78]"),
    ("suspend", r"[45]\.2\.1"),
    ("mailboxfull", r"[45]\.2\.2"),
    ("mesgtoobig", r"[45]\.(?:2\.3|3\.4)"),
    ("systemfull", r"[45]\.3\.1"),
    ("expired", r"[45]\.4\.7"),
    ("networkerror", r"[45]\.4\.\d+"),
    ("contenterror", r"[45]\.6\.\d+"),
    ("policy", r"[45]\.7\.\d+"),
)
_VAGUE: Final = ("4.7", "5.7", "5.1.0", "4.1", "5.2.1", "5.4.1")  # codes that words make more exact
_FOR_GOOD: Final = frozenset({"userunknown", "hostunknown", "hasmoved"})
_LONGEST: Final = 20_000


def reason_of(words: str, status: str) -> str:
    """The code of a reason, from what a server wrote and its status (RFC 3463)."""
    plain = " ".join(shown(words[:_LONGEST]).lower().split())
    exact = next((name for name, shape in _CODES if re.fullmatch(shape, status)), "")
    if exact and not status.startswith(_VAGUE) and not status.endswith(".0"):
        return exact
    told = next((name for name, shape in _WORDS if re.search(shape, plain)), "")
    if told or exact:
        return told or exact
    return "undefined" if not status else "onhold" if status.endswith("0.0") else "rejected"


def for_good(reason: str, status: str) -> bool:
    """Whether writing to this address again is useless."""
    return reason in _FOR_GOOD and not status.startswith(("4.4", "4.2", "4.3"))
