"""The room as Django knows it."""

from django.apps import AppConfig


class DebitsConfig(AppConfig):
    """Mandates and direct debits."""

    name = "encours.records.debits"
    default_auto_field = "django.db.models.BigAutoField"
