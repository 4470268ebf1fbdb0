"""What a scenario is called: the delivered one in the reader's language until a person calls it otherwise."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

DELIVERED: Final = "Scénario par défaut"


def scenario_name(name: str) -> str:
    """The name that a person gave; the delivered one, translated."""
    return _("Scénario par défaut") if name == DELIVERED else name
