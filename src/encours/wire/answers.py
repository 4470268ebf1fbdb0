"""What a question over the network may come to: an answer, or one of the ways in which there is none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from encours.core.refusals import RuleError

_SHOWN = 200


class WireError(RuleError):
    """No usable answer; the sentence says what, where, and what to do. It never holds a secret."""


class UnreachableError(WireError):
    """Nothing was sent: asking again does no harm."""


class LostError(WireError):
    """It was sent, and no whole answer came back: nobody knows whether it was done."""


class BusyError(WireError):
    """The other side asks to be left alone for so many seconds; it did nothing."""

    def __init__(self, rule: str, sentence: str, seconds: float) -> None:
        super().__init__(rule, sentence)
        self.seconds = seconds


class RefusedError(WireError):
    """The other side understood, and said no."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__("wire_refused", sentence)
        self.status = status


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer, within its limits."""

    status: int
    body: bytes
    headers: Mapping[str, str]

    def json(self) -> Any:
        """The content as JSON; raises LostError where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as wrong:
            raise LostError(
                "wire_not_json", "La réponse n’est pas du JSON : l’adresse est-elle la bonne ?"
            ) from wrong

    def said(self) -> str:
        """The beginning of what it says, on one line."""
        return " ".join(self.body[: 4 * _SHOWN].decode("utf-8", "replace").split())[:_SHOWN]
