"""What our own mail server says of where a mail comes from (RFC 8601): the topmost header, the only one it wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from encours.core.refusals import UnreadableFileError
from encours.formats.mail.parts import header, parsed

_VERDICT: Final = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]{2,12})", re.IGNORECASE)
_SAYS_NOTHING: Final = frozenset({"", "none", "bestguesspass", "temperror"})
_AGAINST: Final = frozenset({"fail", "softfail", "hardfail", "permerror", "policy"})
_COMMENT: Final = re.compile(r"\([^()]{0,500}\)")


@dataclass(frozen=True, slots=True)
class Authentication:
    """The server that judged, and its verdicts; all empty where it said nothing."""

    server: str = ""
    spf: str = ""
    dkim: str = ""
    dmarc: str = ""

    @property
    def forged(self) -> bool:
        """Whether the sender's domain disowns the mail, or what was looked at speaks against it."""
        if self.dmarc not in _SAYS_NOTHING:
            return self.dmarc != "pass"
        looked = {self.spf, self.dkim}
        return "pass" not in looked and bool(looked & _AGAINST)


def authentication_of(content: bytes) -> Authentication:
    """The verdicts of a mail's topmost Authentication-Results; of several of one method, a pass counts."""
    try:
        words = header(parsed(content), "Authentication-Results")
    except UnreadableFileError:
        return Authentication()
    server, _, rest = _COMMENT.sub("", words).partition(";")
    found: dict[str, str] = {}
    for method, verdict in _VERDICT.findall(rest.lower()):
        if found.get(method) != "pass":
            found[method] = verdict
    return Authentication(server.strip()[:200], **found)
