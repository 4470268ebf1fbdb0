"""The room as Django knows it."""

from django.apps import AppConfig


class ExperimentsConfig(AppConfig):
    """Two scenarios followed at the same time, and what came of it."""

    name = "encours.records.experiments"
    default_auto_field = "django.db.models.BigAutoField"
