"""The checks of this floor, registered when Django starts."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Settings that speak."""

    name = "encours.config"

    def ready(self) -> None:
        """Register the checks."""
        from encours.config import checks  # noqa: F401 — importing registers them
