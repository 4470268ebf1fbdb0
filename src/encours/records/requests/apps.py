"""The room as Django knows it."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Documents asked of customers: what, by when, by which messages, and what came of it."""

    name = "encours.records.requests"
    default_auto_field = "django.db.models.BigAutoField"
