"""The room as Django knows it."""

from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    """Invoices and credit notes: what customers owe."""

    name = "encours.records.receivables"
    default_auto_field = "django.db.models.BigAutoField"
