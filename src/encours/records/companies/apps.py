"""The room as Django knows it."""

from django.apps import AppConfig


class CompaniesConfig(AppConfig):
    """What the public register says of a customer."""

    name = "encours.records.companies"
    default_auto_field = "django.db.models.BigAutoField"
