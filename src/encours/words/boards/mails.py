"""A board as a mail: its figures in the text, all of it as a file beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from encours.core.boards.basis import Basis
from encours.core.boards.tiles import Place
from encours.words import days
from encours.words.boards import telling
from encours.words.boards.names import rhythm_name
from encours.words.boards.papers import pdf_board
from encours.words.boards.sheets import csv_board, xlsx_board
from encours.words.boards.tile import Tile
from encours.words.languages import speaking

MEDIA = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """What a colleague receives."""

    subject: str
    text: str
    file_name: str
    media_type: str
    content: bytes


def mail(
    basis: Basis, places: Sequence[Place], *, kind: str, language: str, rhythm: str, at: datetime
) -> Mail:
    """Write a board in a language."""
    with speaking(language):
        tiles = [tile for tile in telling.tiles(basis, places) if tile.code != "todo"]
        day = days.day_long(basis.on, language)
        title = _("Tableau de bord de %(creditor)s") % {"creditor": basis.creditor}
        lines = [f"{tile.title}{_(' : ')}{tile.value}" for tile in tiles if tile.value and not tile.absent]
        text = [
            _("Chiffres de la journée du %(day)s.") % {"day": day},
            "",
            *lines,
            "",
            _("Le tableau complet est joint. Vous le recevez %(rhythm)s.") % {"rhythm": rhythm_name(rhythm)},
            _("Vous pouvez demander l’arrêt de cet envoi dans Encours, page « Par mail »."),
        ]
        return Mail(
            subject=_("%(title)s, %(day)s") % {"title": title, "day": day},
            text="\n".join(text),
            file_name=f"{_('tableau-de-bord')}-{basis.on.isoformat()}.{kind}",
            media_type=MEDIA[kind],
            content=_content(basis, tiles, kind, title, language, at),
        )


def _content(
    basis: Basis, tiles: Sequence[Tile], kind: str, title: str, language: str, at: datetime
) -> bytes:
    if kind == "pdf":
        return pdf_board(basis, tiles, title=title, at=at)
    if kind == "xlsx":
        return xlsx_board(basis, tiles)
    return "".join(csv_board(basis, tiles, language)).encode()
