"""The room as Django knows it."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """How a creditor chases: scenarios, templates, confirmed figures."""

    name = "encours.records.policies"
    default_auto_field = "django.db.models.BigAutoField"
