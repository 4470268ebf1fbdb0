"""Skills and results in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def skill_name(code: str) -> str:
    """A skill's name."""
    return {
        "calls": _("Appels"),
        "messages": _("Courriels et lettres"),
        "approvals": _("Approbations"),
        "applications": _("Affectations"),
        "disputes": _("Litiges"),
        "notes": _("Notes"),
        "files": _("Fiches tenues à jour"),
    }[code]


def result_words(code: str) -> tuple[str, str]:
    """A result's name, and how it is counted."""
    return {
        "undone": (_("Affectations défaites"), _("affectations défaites ÷ affectations faites")),
        "withdrawn": (_("Relances retirées"), _("relances retirées ÷ relances approuvées ou retirées")),
        "closed": (_("Litiges clos"), _("litiges clos ÷ litiges ouverts")),
        "noted": (_("Part des notes"), _("notes ÷ tous vos actes")),
    }[code]
