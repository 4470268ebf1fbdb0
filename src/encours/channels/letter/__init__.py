"""Post: the letter as a PDF/A laid in an outbox folder, to be printed or taken by a provider."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from encours.channels import outbox
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import (
    Letter,
    NotConfiguredError,
    Prepared,
    Receipt,
    checked_key,
    printable,
)

__all__ = ["LetterWay", "missing", "open_way", "pdf"]


def missing(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The settings that lack: `outbox`, the folder in which letters are laid."""
    return () if settings.get("outbox") else ("letter.outbox",)


def open_way(settings: Mapping[str, Any]) -> LetterWay:
    """A way to the outbox folder; raises NotConfiguredError."""
    lacking = missing(settings)
    if lacking:
        raise NotConfiguredError("letter", lacking)
    return LetterWay(Path(settings["outbox"]))


class LetterWay:
    """Letters into one folder, each under its key, whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, letter: Letter) -> Prepared:
        """The PDF that would be laid in the folder; raises UndeliverableError."""
        return Prepared(checked_key(letter.key), pdf(letter), "application/pdf", "", letter.recipient_name)

    def hand(self, prepared: Prepared, *, at: datetime) -> Receipt:
        """Lay the PDF in the folder; the same letter again is delivered again and changes nothing."""
        try:
            path = outbox.keep(self._folder, prepared.key, ".pdf", prepared.content)
        except outbox.OtherContentError as error:
            return Receipt(prepared.key, "refused", at, detail=str(error), permanent=True)
        except OSError as error:
            return Receipt(prepared.key, "refused", at, detail=printable(str(error)))
        return Receipt(prepared.key, "delivered", at, reference=path.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is kept open."""
