"""The room as Django knows it."""

from django.apps import AppConfig


class TrialsConfig(AppConfig):
    """Scenarios tried before they are published."""

    name = "encours.records.trials"
    default_auto_field = "django.db.models.BigAutoField"
