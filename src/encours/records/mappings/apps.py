"""The room as Django knows it."""

from django.apps import AppConfig


class MappingsConfig(AppConfig):
    """How tables of any layout are read, files that wait to be read, and rows put right."""

    name = "encours.records.mappings"
    default_auto_field = "django.db.models.BigAutoField"
