"""The room as Django knows it."""

from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    """Objectives, their readings, and improvements."""

    name = "encours.records.objectives"
    default_auto_field = "django.db.models.BigAutoField"
