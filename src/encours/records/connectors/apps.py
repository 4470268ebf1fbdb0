"""The room as Django knows it."""

from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    """Systems that are connected."""

    name = "encours.records.connectors"
    default_auto_field = "django.db.models.BigAutoField"
