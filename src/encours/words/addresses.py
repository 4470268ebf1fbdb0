"""The addresses of pages, written once for each name: a list of fifty rows names two hundred and fifty of them."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse

_MARK = 8_111_111_111_111_111_000  # a key that no row bears


def address(name: str, *keys: int) -> str:
    """What `reverse(name, args=keys)` says, for whole numbers."""
    first, *rest = _pieces(name, len(keys), get_script_prefix())
    return first + "".join(f"{key}{piece}" for key, piece in zip(keys, rest, strict=True))


@cache
def _pieces(name: str, count: int, _prefix: str) -> tuple[str, ...]:
    """What stands between the keys."""
    told = reverse(name, args=[_MARK + rank for rank in range(count)])
    pieces = []
    for rank in range(count):
        piece, mark, told = told.partition(str(_MARK + rank))
        assert mark  # noqa: S101 — reverse has put it there
        pieces.append(piece)
    return (*pieces, told)
