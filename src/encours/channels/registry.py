"""The channels by name. One that is not listed, or not set up, answers so and sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, cast

from encours.channels import email, letter
from encours.channels.letter_forms import NotConfiguredError, Way

_ROOMS: dict[str, ModuleType] = {"email": email, "letter": letter}


class UnknownChannelError(NotConfiguredError):
    """A channel that this house does not have: off, and no setting will change it."""

    def __init__(self, name: str) -> None:
        super().__init__(name, (name,))
        known = ", ".join(_ROOMS)
        self.args = (f"Le canal « {name} » n'existe pas ici (canaux : {known}). Rien n'est parti.",)


Settings = Mapping[str, Mapping[str, Any]]


def channel_settings(house: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """One mapping a channel, from what the installation says of itself (`settings.ENCOURS`).

    An empty one is not configured, and sends nothing.
    """
    return {
        "email": house["smtp"],
        "letter": {"outbox": str(house["outbox"])},
        "imap": house.get("imap", {}),  # a way in
    }


def names() -> tuple[str, ...]:
    """The channels that exist in this house."""
    return tuple(_ROOMS)


def missing(name: str, settings: Settings) -> tuple[str, ...]:
    """The settings that the channel lacks, by name; a channel that does not exist lacks itself."""
    room = _ROOMS.get(name)
    if room is None:
        return (name,)
    return cast("tuple[str, ...]", room.missing(settings.get(name, {})))


def configured(name: str, settings: Settings) -> bool:
    """Whether the channel can send: `settings` holds one mapping a channel, keyed by its name."""
    return not missing(name, settings)


def open_way(name: str, settings: Settings) -> Way:
    """The channel, to be used in a `with` block for a whole batch; raises NotConfiguredError."""
    room = _ROOMS.get(name)
    if room is None:
        raise UnknownChannelError(name)
    return cast("Way", room.open_way(settings.get(name, {})))
