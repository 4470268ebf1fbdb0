"""Kinds of files in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _


def kind_name(media_type: str) -> str:
    """What files of a kind are, with the kind where it says more."""
    known = {
        "message/rfc822": _("E-mails"),
        "application/pdf": _("Courriers et documents PDF"),
        "application/octet-stream": _("Fichiers importés"),
        "text/csv": _("Tableaux CSV"),
        "application/xml": _("Documents XML"),
        "image/png": _("Images PNG"),
        "image/jpeg": _("Images JPEG"),
    }
    return known.get(media_type, media_type)
