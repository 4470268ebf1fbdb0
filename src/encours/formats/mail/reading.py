"""A file of one mail, as every room of files reads its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import polars as pl

from encours.core.refusals import Controls
from encours.formats.mail.found import found_in
from encours.formats.mail.kinds import Mail, read_mail
from encours.formats.mail.parts import LARGEST
from encours.formats.pieces import Piece


def read(file: BinaryIO) -> Iterator[Piece]:
    """Read one mail; raises UnreadableFileError as `read_mail` does."""
    mail = read_mail(file.read(LARGEST + 1))
    yield Piece(pl.DataFrame(), controls=Controls(1, 1), facts={"messages": [told(mail)]})


def told(mail: Mail) -> dict[str, Any]:
    """A mail in plain JSON values."""
    dsn = mail.dsn
    return {
        "from": mail.sender,
        "subject": mail.subject,
        "kind": mail.kind,
        "confidence": mail.confidence,
        "because": mail.because,
        "dsn": {
            "status": dsn.status,
            "reason": dsn.reason,
            "permanent": dsn.permanent,
            "action": dsn.action,
            "recipients": list(dsn.recipients),
            "message_id": dsn.message_id,
        }
        if dsn
        else None,
        "found": found_in(f"{mail.subject}\n{mail.text}"),
        "message_id": mail.message_id,
        "answers": list(mail.answers),
        "written_at": mail.written_at.isoformat() if mail.written_at else None,
        "attachments": [
            {"name": one.name, "media_type": one.media_type, "size": one.size} for one in mail.attached
        ],
    }
