"""Why an act was done, as the log says it: people’s words stay, the house’s own marks are put in words or left out."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

_OF_THE_HOUSE = re.compile(
    r"desk|access|mail|link|survey|unreadable|second person|bank lines|(?:worker|layout) \S+"
    r"|(?:bank line|task|survey|hold) \d+|indicator \S+"
)
_FILE = "file "
_SCENARIO = "scenario version "
_DAY = "day "


def cause_words(cause: str) -> str:
    """The reason beside an act; empty where it is only how the house came to it."""
    if cause.startswith(_FILE):
        return cause.removeprefix(_FILE)
    if cause.startswith(_SCENARIO):
        return _("version %(n)s du scénario") % {"n": cause.removeprefix(_SCENARIO)}
    if cause.startswith(_DAY) or _OF_THE_HOUSE.fullmatch(cause):
        return ""
    stopped = {
        "paid": _("la facture est réglée"),
        "amount_changed": _("le montant a changé"),
        "disputed": _("un litige est ouvert"),
        "held": _("les relances sont suspendues"),
    }
    return stopped.get(cause, cause)
