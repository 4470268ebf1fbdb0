"""What is this machine, and what only looks like it."""

from __future__ import annotations

import pytest

from encours.wire.loopback import is_loopback


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1"])
def test_this_machine_is_known_by_name_and_by_number(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["", "localhost.example", "127.0.0.1.example", "192.0.2.1", "127.0.0.256", "::"]
)
def test_a_host_that_looks_like_it_is_not(host: str) -> None:
    assert not is_loopback(host)
