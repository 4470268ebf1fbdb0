"""A mail (RFC 5322) as it came: who wrote, what it answers, its words, and what became of one of ours."""

from encours.formats.mail.kinds import Mail, read_mail
from encours.formats.mail.reading import read
from encours.formats.mail.sniffing import sniff

__all__ = ["Mail", "read", "read_mail", "sniff"]
