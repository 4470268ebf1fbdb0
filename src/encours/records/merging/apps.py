"""The room as Django knows it."""

from django.apps import AppConfig


class MergingConfig(AppConfig):
    """Customers found to be one."""

    name = "encours.records.merging"
    default_auto_field = "django.db.models.BigAutoField"
