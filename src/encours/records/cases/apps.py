"""The room as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, holds and notes about a customer."""

    name = "encours.records.cases"
    default_auto_field = "django.db.models.BigAutoField"
