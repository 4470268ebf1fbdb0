"""The room as Django knows it."""

from django.apps import AppConfig


class RemittancesConfig(AppConfig):
    """What payers say they pay."""

    name = "encours.records.remittances"
    default_auto_field = "django.db.models.BigAutoField"
