"""What our own server says of a mail's origin is read from its topmost header, and only there."""

from __future__ import annotations

import pytest

from encours.formats.mail import authentication_of


def told(*headers: str) -> bytes:
    lines = "".join(f"Authentication-Results: {one}\r\n" for one in headers)
    return f"{lines}From: a@b.example\r\n\r\nBonjour".encode()


def test_the_topmost_header_alone_counts() -> None:
    found = authentication_of(
        told("mx.us.example; dmarc=fail (p=none) header.from=b.example", "evil; dmarc=pass")
    )
    assert (found.server, found.dmarc, found.forged) == ("mx.us.example", "fail", True)


@pytest.mark.parametrize(
    ("words", "forged"),
    [
        ("mx; dmarc=pass; spf=fail", False),
        ("mx; dmarc=none; spf=fail; dkim=none", True),
        ("mx; spf=softfail; dkim=pass", False),
        ("mx; dkim=fail; dkim=pass", False),
        ("mx; spf=none", False),
        ("mx; none", False),
        ("mx; dmarc=quarantine", True),
    ],
)
def test_a_mail_is_doubted_where_its_domain_disowns_it(words: str, forged: bool) -> None:
    assert authentication_of(told(words)).forged is forged


def test_a_mail_without_a_word_of_it_says_nothing() -> None:
    assert not authentication_of(told()).server
    assert not authentication_of(b"").forged
