"""The room as Django knows it."""

from django.apps import AppConfig


class LegalConfig(AppConfig):
    """Procedures chosen, exceptions asked, the judicial phase of cases."""

    name = "encours.records.legal"
    default_auto_field = "django.db.models.BigAutoField"
