"""What is asked to take in files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _


class _Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files; each must have a name and a byte."""
        files: list[UploadedFile[Any]] = data if isinstance(data, list) else [data] if data else []
        if not files:
            return super().clean(None, initial)
        return files


class Upload(forms.Form):
    """Files dropped or picked."""

    documents = FilesField(
        label=_("Déposer des fichiers, ou les choisir"),
        help_text=_(
            "FEC, factures électroniques, relevés de banque de tout format : reconnus seuls. Tableaux CSV, XLSX, XLS "
            "ou ODS : leurs colonnes sont demandées une fois, puis retenues."
        ),
        error_messages={"required": _("Choisir au moins un fichier.")},
    )
