"""The room as Django knows it."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """Errors found in the data, marks of files, and the errors that a person accepts."""

    name = "encours.records.quality"
    label = "quality"
    default_auto_field = "django.db.models.BigAutoField"
