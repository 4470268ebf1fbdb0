"""The room as Django knows it."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """What customers promise to pay, and when."""

    name = "encours.records.promises"
    default_auto_field = "django.db.models.BigAutoField"
