"""The room as Django knows it."""

from django.apps import AppConfig


class RunsConfig(AppConfig):
    """A day's decisions: positions and figures."""

    name = "encours.records.runs"
    default_auto_field = "django.db.models.BigAutoField"
