"""The room as Django knows it."""

from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    """Facts that measures are computed from, beside the ledger's and the bank's."""

    name = "encours.records.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
