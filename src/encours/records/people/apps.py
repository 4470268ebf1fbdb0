"""The room as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Who signs in, and what each may see."""

    name = "encours.records.people"
    default_auto_field = "django.db.models.BigAutoField"
