"""The room as Django knows it."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Counts of what a team did, without names."""

    name = "encours.records.activity"
    default_auto_field = "django.db.models.BigAutoField"
