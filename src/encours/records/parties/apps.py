"""The room as Django knows it."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Creditors, their customers, and whom to write to."""

    name = "encours.records.parties"
    default_auto_field = "django.db.models.BigAutoField"
