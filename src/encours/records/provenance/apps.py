"""The room as Django knows it."""

from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """What several sources say of one fact."""

    name = "encours.records.provenance"
    default_auto_field = "django.db.models.BigAutoField"
