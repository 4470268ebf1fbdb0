"""A board on paper: PDF/A and PDF/UA by typst, its data as JSON, shut in its folder as letters are."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.boards.basis import Basis
from encours.words import days
from encours.words.boards.tile import Tile
from encours.words.languages import nearest

if TYPE_CHECKING:
    import typst

_PAPER = Path(__file__).parent / "paper"
_FONTS = Path(__file__).parents[2] / "channels" / "letter" / "fonts"  # the same letters as on letters
_TURN = threading.Lock()  # the compiler keeps state between two calls


def pdf_board(basis: Basis, tiles: Sequence[Tile], *, title: str, at: datetime) -> bytes:
    """The board as PDF/A-3a and PDF/UA-1 bytes."""
    language = nearest(get_language())
    board = {
        "title": title,
        "creditor": basis.creditor,
        "language": language,
        "lead": _("%(creditor)s, journée du %(day)s")
        % {"creditor": basis.creditor, "day": days.day_long(basis.on, language)},
        "foot": f"Encours · {basis.creditor} · {days.day(basis.on, language)}",
        "stats": [_stat(tile) for tile in tiles if tile.value],
        "tiles": [_told(tile) for tile in tiles if tile.table and tile.table.rows and _has_table(tile)],
    }
    with _TURN:
        made = _compiler().compile(
            format="pdf",
            sys_inputs={"board": json.dumps(board, ensure_ascii=False)},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(at.astimezone(UTC).timestamp()),
        )
    return cast("bytes", made)


def _has_table(tile: Tile) -> bool:
    return not tile.value


def _stat(tile: Tile) -> dict[str, str]:
    return {"title": tile.title, "value": tile.value, "note": tile.change or tile.note}


def _told(tile: Tile) -> dict[str, Any]:
    table, chart = tile.table, tile.chart
    if table is None:
        raise ValueError(tile.code)
    values = [row[chart.series[0]] for row in table.rows] if chart else []
    shown = table.shown()
    return {
        "title": tile.title,
        "note": tile.note,
        "columns": [title for title, _kind in table.columns],
        "rows": shown,
        "shape": chart.shape if chart else "",
        "tones": list(chart.tones) if chart else [],
        "each": chart is not None and len(chart.series) == 1,
        "values": [value or 0 for value in values],
        "said": f"{tile.title}. " + "; ".join(" ".join(row[:2]) for row in shown),
    }


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """Only our fonts, only our folder; the sheet imports no package and its data are never source."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_FONTS)])
    return typst.Compiler(
        _PAPER / "board.typ",
        root=_PAPER,
        font_paths=fonts,
        ignore_system_fonts=True,
        package_path=_PAPER,
        package_cache_path=_PAPER,
    )
