"""The room as Django knows it."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """What a customer contests."""

    name = "encours.records.disputes"
    default_auto_field = "django.db.models.BigAutoField"
