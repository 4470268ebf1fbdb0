"""The room as Django knows it."""

from django.apps import AppConfig


class CashConfig(AppConfig):
    """What the bank received, and what it paid."""

    name = "encours.records.cash"
    default_auto_field = "django.db.models.BigAutoField"
