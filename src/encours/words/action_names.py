"""What was done, in words: a step by its channel, a call by its outcome, a person's step; as measures name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.words.reason_labels import CHANNELS, ON_DEMAND, STEPS

_CALLS: Final[Mapping[str, Promise]] = {
    "call:reached": _("Appel, client joint"),
    "call:left": _("Appel, message laissé"),
    "call:missed": _("Appel sans réponse"),
}


def action_name(code: str) -> str:
    """What an action (`core.measures.action_effects.named`) is called; a code of something else as it is."""
    if code in _CALLS:
        return str(_CALLS[code])
    what, separator, how = code.partition(":")
    if not separator:
        return code
    name = str(STEPS.get(what) or ON_DEMAND.get(what) or what)
    way = str(CHANNELS[how]) if how in CHANNELS else ""
    return f"{name[:1].upper()}{name[1:]}" + (f" ({way})" if way else "")
