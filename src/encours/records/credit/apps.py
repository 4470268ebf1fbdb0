"""The room as Django knows it."""

from django.apps import AppConfig


class CreditConfig(AppConfig):
    """What credit departments and agencies say of a customer."""

    name = "encours.records.credit"
    default_auto_field = "django.db.models.BigAutoField"
