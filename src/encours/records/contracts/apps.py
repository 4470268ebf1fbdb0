"""The room as Django knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """What was agreed with a customer in writing."""

    name = "encours.records.contracts"
    default_auto_field = "django.db.models.BigAutoField"
