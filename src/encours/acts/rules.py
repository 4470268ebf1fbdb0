"""Refusals that acts share, as sentences for a form."""

from __future__ import annotations

from encours.core.refusals import RuleError


class StaleFormError(RuleError):
    """The form was made from an older version of what it changes."""

    def __init__(self, what: str) -> None:
        super().__init__(
            "stale_form",
            f"{what} a changé depuis l'ouverture de ce formulaire : relire la page, puis recommencer.",
        )


def same_version(found: int, made_from: int | None, what: str) -> None:
    """Refuse a stale form; `None` says that no form was involved."""
    if made_from is not None and found != made_from:
        raise StaleFormError(what)
