"""The room as Django knows it."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Places that are watched, what came from them, documents set aside."""

    name = "encours.records.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
