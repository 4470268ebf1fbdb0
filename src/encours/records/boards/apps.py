"""The room as Django knows it."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Dashboards as people arranged them, figures of their own, and what is mailed when."""

    name = "encours.records.boards"
    default_auto_field = "django.db.models.BigAutoField"
