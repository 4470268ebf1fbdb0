"""The room as Django knows it."""

from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """What was agreed with a customer: contracts and promotions."""

    name = "encours.records.contracts"
    default_auto_field = "django.db.models.BigAutoField"
