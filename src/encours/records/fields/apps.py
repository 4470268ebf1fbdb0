"""The room as Django knows it."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    """Fields that a creditor declares of its own, their values, and the segments that they make."""

    name = "encours.records.fields"
    default_auto_field = "django.db.models.BigAutoField"
