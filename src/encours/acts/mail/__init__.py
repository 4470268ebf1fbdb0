"""Mails that come in: each taken in once, its customer found, and what came back counted as not delivered."""

from encours.acts.mail.filing import file_mail, set_aside_mail
from encours.acts.mail.opening import open_attached
from encours.acts.mail.taking_in import Place, Taken, read_to, read_up_to, take_in_mail
from encours.acts.mail.whose import judged

__all__ = [
    "Place",
    "Taken",
    "file_mail",
    "judged",
    "open_attached",
    "read_to",
    "read_up_to",
    "set_aside_mail",
    "take_in_mail",
]
