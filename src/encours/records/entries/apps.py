"""The room as Django knows it."""

from django.apps import AppConfig


class EntriesConfig(AppConfig):
    """Entries exported to the accounting software."""

    name = "encours.records.entries"
    default_auto_field = "django.db.models.BigAutoField"
