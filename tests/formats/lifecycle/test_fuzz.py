"""Damaged life-cycle messages: read or refused, never a crash."""

from __future__ import annotations

import io
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.lifecycle import read
from formats.lifecycle.test_reading import message

WHOLE = message("207")


@given(place=st.integers(0, len(WHOLE)), cut=st.integers(0, 40), junk=st.binary(max_size=40))
def test_a_damaged_message_is_read_or_refused(place: int, cut: int, junk: bytes) -> None:
    with suppress(UnreadableFileError):
        list(read(io.BytesIO(WHOLE[:place] + junk + WHOLE[place + cut :])))


@given(junk=st.binary(max_size=300))
def test_no_bytes_crash_the_reader(junk: bytes) -> None:
    with suppress(UnreadableFileError):
        list(read(io.BytesIO(junk)))
