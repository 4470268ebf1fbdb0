"""The room as Django knows it."""

from django.apps import AppConfig


class WorkConfig(AppConfig):
    """Who follows which customer."""

    name = "encours.records.work"
    default_auto_field = "django.db.models.BigAutoField"
