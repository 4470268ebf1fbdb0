"""The room as Django knows it."""

from django.apps import AppConfig


class HistoryConfig(AppConfig):
    """Evidence: entries, leaves and signed roots."""

    name = "encours.records.history"
    default_auto_field = "django.db.models.BigAutoField"
