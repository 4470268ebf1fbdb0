"""Damage done to the bytes of a good file: what a fuzz test of a reader draws."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

Changes = list[tuple[int, int, bytes]]
"""Where, how many bytes are taken out, and what is put in their place."""


def changes(words: Sequence[bytes]) -> st.SearchStrategy[Changes]:
    """One to five changes, by words that mean something in the format or by any bytes."""
    put = st.sampled_from(words) | st.binary(max_size=6)
    return st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 12), put), min_size=1, max_size=5)


def damaged(content: bytes, made: Changes) -> bytes:
    """The bytes after these changes, one after the other."""
    for where, gone, put in made:
        at = where % (len(content) + 1)
        content = content[:at] + put + content[at + gone :]
    return content
