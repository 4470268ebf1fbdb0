"""A mail (RFC 5322) as it came: who wrote, what it answers, its words, and what became of one of ours."""

from encours.formats.mail.authentication import authentication_of
from encours.formats.mail.kinds import Mail, file_of, read_mail
from encours.formats.mail.misdirected import says_misdirected
from encours.formats.mail.reading import read
from encours.formats.mail.sniffing import sniff
from encours.formats.mail.stopping import asks_to_stop

__all__ = [
    "Mail",
    "asks_to_stop",
    "authentication_of",
    "file_of",
    "read",
    "read_mail",
    "says_misdirected",
    "sniff",
]
