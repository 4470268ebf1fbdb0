"""A host asked: what may go wrong is told apart, nothing is done twice, no secret leaves in the clear."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from doubles.serving import Double, Refused
from encours.wire.answers import BusyError, LostError, RefusedError, UnreachableError, WireError
from encours.wire.asking import Host, checked
from encours.wire.pace import Pace


class Echo(Double):
    """Answers what it was asked, and counts what was done."""

    def __init__(self) -> None:
        super().__init__()
        self.done = 0

    def answer(self, method: str, path: str, query: dict[str, str], content: Any, headers: Any) -> Any:
        self.done += 1
        return {"method": method, "query": query, "content": content, "key": headers.get("Key")}


@pytest.fixture
def echo() -> Iterator[Echo]:
    with Echo() as double:
        yield double


def host(echo: Echo, waits: list[float] | None = None, **told: Any) -> Host:
    kept = [] if waits is None else waits
    return Host(
        echo.address, headers={"Key": "secret-of-ours"}, pace=Pace(1000, 1000, wait=kept.append), **told
    )


def test_a_question_carries_its_query_its_content_and_the_key(echo: Echo) -> None:
    told = host(echo).ask("POST", "/x", query={"a": "é"}, content={"b": 1}).json()
    assert told == {"method": "POST", "query": {"a": "é"}, "content": {"b": 1}, "key": "secret-of-ours"}


def test_what_was_cut_is_asked_again_only_where_that_does_no_harm(echo: Echo) -> None:
    echo.trouble = lambda number: "cut" if number == 1 else None
    host(echo).ask("GET", "x")
    assert echo.done == 2
    echo.trouble = lambda _number: "cut"
    with pytest.raises(LostError):
        host(echo).ask("POST", "x", content={})
    assert echo.done == 3


def test_what_was_refused_as_too_much_is_asked_again_whatever_it_is(echo: Echo) -> None:
    def busy(number: int) -> None:
        if number == 1:
            raise Refused(429, None, {"Retry-After": "3"})

    echo.trouble, waits = busy, []
    host(echo, waits).ask("POST", "x", content={})
    assert (echo.done, waits) == (1, [3.0])


def test_a_long_pause_is_left_to_the_next_round(echo: Echo) -> None:
    def busy(_number: int) -> None:
        raise Refused(429, None, {"Retry-After": "600"})

    echo.trouble = busy
    with pytest.raises(BusyError) as refused:
        host(echo).ask("GET", "x")
    assert (refused.value.seconds, len(echo.asked)) == (600.0, 1)


def test_a_host_that_is_away_is_not_written_to_again(echo: Echo) -> None:
    def away(_number: int) -> None:
        raise Refused(503)

    echo.trouble = away
    with pytest.raises(BusyError):
        host(echo).ask("POST", "x", content={})
    assert len(echo.asked) == 1
    with pytest.raises(BusyError):
        host(echo).ask("GET", "x")
    assert len(echo.asked) == 5


def test_no_redirection_is_followed(echo: Echo) -> None:
    def moved(_number: int) -> None:
        raise Refused(302, None, {"Location": "http://127.0.0.1:1/steal"})

    echo.trouble = moved
    with pytest.raises(WireError, match="redirige"):
        host(echo).ask("GET", "x")
    assert len(echo.asked) == 1


def test_an_answer_beyond_the_limit_is_not_read(echo: Echo) -> None:
    with pytest.raises(WireError, match="dépasse"):
        host(echo, most_bytes=10).ask("GET", "x")


def test_a_refusal_says_what_the_other_side_says_and_never_the_key(echo: Echo) -> None:
    def refuse(number: int) -> None:
        raise Refused(401 if number == 1 else 400, {"error": "no such field"})

    echo.trouble = refuse
    for said in ("vérifiez la clé", "no such field"):
        with pytest.raises(RefusedError, match=said) as refused:
            host(echo).ask("GET", "x")
        assert "secret-of-ours" not in refused.value.sentence
    assert "secret-of-ours" not in repr(host(echo))


def test_nobody_there_is_told_apart_from_an_answer_lost() -> None:
    nobody = Host("http://127.0.0.1:1", pace=Pace(1000, 1000, wait=lambda _seconds: None))
    with pytest.raises(UnreachableError):
        nobody.ask("POST", "x", content={})


@pytest.mark.parametrize(
    "address",
    ["http://erp.example.com", "ftp://erp.example.com", "erp.example.com", "https://joe:key@erp.example.com", "https://",
     "http://10.0.0.3", "https://erp.example.com/?a=1", "http://127.0.0.1.evil.example.com"],
)  # fmt: skip
def test_an_address_to_which_a_key_would_leave_in_the_clear_is_refused(address: str) -> None:
    with pytest.raises(WireError):
        checked(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://erp.example.com/dolibarr/",
        "https://10.0.0.3:8443",
        "http://localhost:8069",
        "http://[::1]:80",
    ],
)
def test_a_house_of_ones_own_may_be_asked(address: str) -> None:
    assert checked(address) == address.rstrip("/")


def test_one_asks_no_faster_than_the_pace() -> None:
    waits: list[float] = []
    clock = iter([0.0] * 20)
    pace = Pace(2.0, 3, wait=waits.append, tick=lambda: next(clock))
    for _ in range(5):
        pace.take()
    assert waits == [0.5, 0.5]
