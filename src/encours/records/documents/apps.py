"""The room as Django knows it."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Kept files, and what was taken in from them."""

    name = "encours.records.documents"
    default_auto_field = "django.db.models.BigAutoField"
