"""Evidence: canonical content, the tree against a naive reading of RFC 6962, digests no two sheets share."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
import rfc8785
from hypothesis import assume, given
from hypothesis import strategies as st

from encours.core.evidence import (
    EMPTY_ROOT,
    canonical,
    chained,
    grow,
    inclusion_proof,
    leaf_digest,
    plain,
    proven_root,
    root_of,
    rows_digests,
)

LARGEST = 2**53 - 1
NASTY = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]), st.sampled_from('"\\/\b\f\n\r\t\x00\x1f\x7f\u2028é😀:-1,')
    ),
    max_size=12,
)
KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DIGESTS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40)


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def raw(leaves: list[str]) -> list[bytes]:
    return [bytes.fromhex(leaf) for leaf in leaves]


@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_content_is_written_as_rfc_8785_writes_it(content: dict[str, Any]) -> None:
    assert canonical(content).encode() == rfc8785.dumps(content)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"rate": 0.1}, TypeError),
        ({"rates": [1, 2.0]}, TypeError),
        ({"deep": {"amount": float("nan")}}, TypeError),
        ({"on": date(2026, 11, 20)}, TypeError),
        ({"bytes": b"x"}, TypeError),
        ({"é": 1}, TypeError),
        ({1: "one"}, TypeError),
        ({"cents": LARGEST + 1}, ValueError),
        ({"cents": [-LARGEST - 1]}, ValueError),
    ],
)
def test_content_that_another_reader_could_read_otherwise_is_refused(
    content: Any, error: type[Exception]
) -> None:
    with pytest.raises(error):
        canonical(content)


def test_days_and_instants_become_iso_text() -> None:
    assert plain(date(2026, 11, 20)) == "2026-11-20"
    assert plain(datetime(2026, 11, 20, 9, 30, tzinfo=UTC)) == "2026-11-20T09:30:00+00:00"
    assert plain(12) == 12


def test_a_leaf_is_hashed_apart_from_nodes_and_with_its_salt() -> None:
    assert leaf_digest("{}", "ab") == hashlib.sha256(b"\x00\xab{}").hexdigest()
    assert leaf_digest("{}", "ab") != leaf_digest("{}", "ac")


@given(DIGESTS, st.data())
def test_a_tree_grown_in_any_two_parts_has_the_root_of_the_rfc(
    leaves: list[str], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    frontier, size = grow([], 0, leaves[:cut])
    frontier, size = grow(frontier, size, leaves[cut:])
    assert size == len(leaves)
    assert root_of(frontier) == naive_root(raw(leaves)).hex()
    assert len(frontier) == size.bit_count()


def test_the_empty_tree_has_the_root_of_the_rfc() -> None:
    assert root_of([]) == EMPTY_ROOT == naive_root([]).hex()


@given(DIGESTS, st.data())
def test_an_audit_path_is_the_one_of_the_rfc_and_proves_its_leaf(
    leaves: list[str], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion_proof(leaves, index)
    assert path == [step.hex() for step in naive_path(index, raw(leaves))]
    assert proven_root(leaves[index], index, len(leaves), path) == naive_root(raw(leaves)).hex()


@given(
    st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=2, max_size=40, unique=True),
    st.data(),
)
def test_a_wrong_proof_does_not_prove(leaves: list[str], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, size = inclusion_proof(leaves, index), len(leaves)
    root = naive_root(raw(leaves)).hex()
    other = data.draw(st.integers(0, size - 1).filter(lambda place: place != index))
    step = data.draw(st.integers(0, len(path) - 1))
    altered = [*path[:step], "00" * 32, *path[step + 1 :]]
    assert proven_root(leaves[other], index, size, path) != root
    assert proven_root(leaves[index], other, size, path) != root
    assert proven_root(leaves[index], index, size, altered) != root
    assert proven_root(leaves[index], index, size, path[:-1]) != root
    assert proven_root(leaves[index], index, size, [*path, "00" * 32]) is None
    assert proven_root(leaves[index], size, size, path) is None


def test_a_chain_answers_for_the_root_the_size_the_instant_and_what_came_before() -> None:
    at = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    values = {
        chained("0" * 64, 2, "a" * 64, at),
        chained("1" * 64, 2, "a" * 64, at),
        chained("0" * 64, 3, "a" * 64, at),
        chained("0" * 64, 2, "b" * 64, at),
        chained("0" * 64, 2, "a" * 64, at + timedelta(microseconds=1)),
    }
    assert len(values) == 5


CELL = st.none() | st.text(st.sampled_from("a:-12\n|é"), max_size=4)
SCHEMA = {
    "id": pl.Int64,
    "who": pl.Int64,
    "one": pl.String,
    "two": pl.String,
    "on": pl.Date,
    "so": pl.Boolean,
}
ROW = st.tuples(
    CELL, CELL, st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3)), st.none() | st.booleans()
)
COLUMNS = ["id", "one", "two", "on", "so"]


def sheet(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    return pl.DataFrame([(number, 7, *row) for number, row in enumerate(rows)], schema=SCHEMA, orient="row")


def digest(frame: pl.DataFrame) -> str:
    found: str = rows_digests(frame, COLUMNS, ["who"])["digest"][0]
    return found


@given(st.lists(ROW, min_size=1, max_size=3), st.lists(ROW, min_size=1, max_size=3))
def test_two_different_sheets_never_share_a_digest(one: list[Any], two: list[Any]) -> None:
    assume(one != two)
    assert digest(sheet(one)) != digest(sheet(two))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (("ab", "c"), ("a", "bc")),
        (("", None), (None, "")),
        (("-", None), (None, "-")),
        (("1:a", ""), ("1:", "a")),
        (("a\n1:b", "c"), ("a", "b\nc")),
        (("é", "x"), ("e", "\u0301x")),
    ],
)
def test_a_separator_moved_from_one_cell_to_the_next_is_seen(
    one: tuple[Any, Any], two: tuple[Any, Any]
) -> None:
    assert digest(sheet([(*one, None, None)])) != digest(sheet([(*two, None, None)]))


@given(st.lists(ROW, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_are_read_changes_nothing(rows: list[Any], chance: Any) -> None:
    frame = sheet(rows)
    places = list(range(len(rows)))
    chance.shuffle(places)
    assert digest(frame[places]) == digest(frame)


def test_rows_are_counted_and_digested_group_by_group() -> None:
    frame = pl.DataFrame({"id": [1, 2, 3], "who": [1, 2, 1], "text": ["a", "b", "c"]})
    found = rows_digests(frame, ["id", "text"], ["who"]).sort("who")
    assert found.select("who", "rows").rows() == [(1, 2), (2, 1)]
    assert found["digest"].to_list() == [
        hashlib.sha256(text).hexdigest() for text in (b"1:11:a\n1:31:c", b"1:21:b")
    ]
