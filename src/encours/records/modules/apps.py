"""The room as Django knows it."""

from django.apps import AppConfig


class ModulesConfig(AppConfig):
    """Modules switched on and off."""

    name = "encours.records.modules"
    default_auto_field = "django.db.models.BigAutoField"
