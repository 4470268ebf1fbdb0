"""The room as Django knows it."""

from django.apps import AppConfig


class SalesConfig(AppConfig):
    """Orders, open deals and campaigns of customers, and the signals given to sales."""

    name = "encours.records.sales"
    default_auto_field = "django.db.models.BigAutoField"
