"""The room as Django knows it."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages proposed, approved, handed over, delivered."""

    name = "encours.records.messages"
    label = "encours_messages"  # "messages" belongs to django.contrib.messages
    default_auto_field = "django.db.models.BigAutoField"
