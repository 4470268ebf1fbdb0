"""The room as Django knows it."""

from django.apps import AppConfig


class DoubtfulConfig(AppConfig):
    """Doubtful customers, and what was entered in the books of what they owe."""

    name = "encours.records.doubtful"
    default_auto_field = "django.db.models.BigAutoField"
