"""A watched folder: what is dropped is taken in once it is whole, put away with what is said of it, with its proof."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from books import Books, received, statement
from einvoices import Told, cii
from encours.acts.intake.arriving import TAKING, Taking
from encours.acts.intake.folder import Put, take_in_folder
from encours.acts.intake.places import note_look, stop_watching, watch_folder
from encours.acts.open_creditor import open_creditor
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.intake.folders import Steadiness, open_folder
from encours.records.intake.models import Arrival, Place
from encours.records.mappings.models import Upload
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from formats.test_archives import packed
from same_tables import KilledError, facts_of, killed

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
TABLE = b"Compte;Facture;Date;Montant TTC\nC1;F-8;22/03/2026;120,00\n"
UNKNOWN = b"colonne A;colonne B\n1;2\n3;4\n"
PURCHASE = cii(Told(seller="Forge", seller_siren="404833048"))


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author="cli", at=AT)


def watched(creditor: Creditor, house: Path, name: str = "depot") -> Place:
    return watch_folder(creditor, house / name, roots=[house], author="cli", at=AT)


def take(creditor: Creditor, place: Place, house: Path) -> list[Put]:
    with open_folder(Path(place.path)) as folder:
        told = Taking(TAKING, AT, ON, house)
        words: Callable[[Any], str] = lambda rows: "\n".join(row.sentence for row in rows)  # noqa: E731
        return list(take_in_folder(creditor, place, folder, folder.lying(), told, words=words))


def drop(place: Place, **files: bytes) -> None:
    for name, content in files.items():
        (Path(place.path) / name.replace("__", ".")).write_bytes(content)


def left(place: Place) -> dict[str, list[str]]:
    folder = Path(place.path)
    return {
        name: sorted(one.name for one in (folder / name).iterdir() if one.is_file())
        for name in (".", "done", "refused")
        if (folder / name).exists()
    }


def whole(creditor: Creditor, house: Path) -> None:
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


@pytest.mark.both
def test_each_file_is_taken_by_what_it_is_and_put_away(creditor: Creditor, house: Path) -> None:
    place = watched(creditor, house)
    drop(
        place,
        ledger__txt=Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 20_000).content(),
        bank__xml=statement(received(date(2026, 11, 19), 20_000, "VIR FA101")),
        invoice__xml=cii(),
        table__csv=TABLE,
        odd__csv=UNKNOWN,
        bad__xml=cii(Told(number="F-0", sums={"payable": "1.00"})),
        note__bin=b"\x00\x01 rien",
    )
    put = take(creditor, place, house)
    assert left(place) == {
        ".": [],
        "done": ["bank.xml", "invoice.xml", "ledger.txt", "odd.csv", "table.csv"],
        "refused": ["bad.xml", "bad.xml.txt", "note.bin", "note.bin.txt"],
    }
    assert "ne tombe pas juste" in (Path(place.path) / "refused" / "bad.xml.txt").read_text()
    assert sorted(Receivable.objects.values_list("number", flat=True)) == ["F-2026-001", "F-8", "FA101"]
    assert BankLine.objects.count() == 1
    assert Upload.objects.get().state == "asked"
    states = {one.name: one.arrivals[0].state for one in put}
    assert (states["ledger.txt"], states["odd.csv"], states["bad.xml"]) == ("taken", "asked", "refused")
    whole(creditor, house)


def test_the_proof_of_origin_is_history(creditor: Creditor, house: Path) -> None:
    place = watched(creditor, house)
    drop(place, a__xml=cii())
    told = (Path(place.path) / "a.xml").stat()
    take(creditor, place, house)
    row = Arrival.objects.select_related("entry").get()
    proof = json.loads(row.proof)
    assert (proof["folder"], proof["name"], proof["inode"]) == (place.path, "a.xml", told.st_ino)
    assert (proof["changed_ns"], proof["size"]) == (str(told.st_mtime_ns), told.st_size)
    assert proof["seen_at"] == AT.isoformat()
    assert (row.entry.act, row.entry.author) == ("take_in_files", TAKING)  # type: ignore[union-attr]
    whole(creditor, house)


def test_the_same_bytes_again_change_nothing_and_are_said_known(creditor: Creditor, house: Path) -> None:
    place = watched(creditor, house)
    for name in ("a.xml", "a.xml"):
        drop(place, **{name: cii()})
        take(creditor, place, house)
    assert list(Arrival.objects.order_by("pk").values_list("state", flat=True)) == ["taken", "again"]
    assert Receivable.objects.count() == 1
    assert left(place)["done"] == ["a-2.xml", "a.xml"]


def test_an_archive_is_refused_where_one_of_its_files_is_and_the_others_are_in(
    creditor: Creditor, house: Path
) -> None:
    place = watched(creditor, house)
    drop(place, lot__zip=packed({"1.xml": cii(), "2.xml": b"<x/>", "3.xml": PURCHASE}))
    (put,) = take(creditor, place, house)
    assert put.under == "refused"
    assert [(row.name, row.state) for row in put.arrivals] == [
        ("lot.zip/1.xml", "taken"),
        ("lot.zip/2.xml", "refused"),
        ("lot.zip/3.xml", "taken"),
    ]
    assert Receivable.objects.count() == 1


def test_no_link_is_followed_and_what_is_being_written_waits(creditor: Creditor, house: Path) -> None:
    secret = house / "secret.xml"
    secret.write_bytes(cii())
    place = watched(creditor, house)
    folder = Path(place.path)
    (folder / "link.xml").symlink_to(secret)
    (folder / "inside").mkdir()
    drop(place, hidden__part=cii())
    os.mkfifo(folder / "pipe.xml")
    assert take(creditor, place, house) == []
    assert Arrival.objects.count() == 0
    with open_folder(folder) as opened:
        drop(place, a__xml=cii()[:100])
        (one,) = opened.lying()
        drop(place, a__xml=cii())
        assert opened.read(one) is None


def test_done_that_is_a_link_is_not_followed(creditor: Creditor, house: Path) -> None:
    place = watched(creditor, house)
    elsewhere = house / "elsewhere"
    elsewhere.mkdir()
    (Path(place.path) / "done").symlink_to(elsewhere)
    drop(place, a__xml=cii())
    with pytest.raises(OSError, match=r"."):
        take(creditor, place, house)
    assert list(elsewhere.iterdir()) == []


def test_a_file_is_read_once_it_is_the_same_for_two_seconds(creditor: Creditor, house: Path) -> None:
    place, steadiness = watched(creditor, house), Steadiness()
    drop(place, a__xml=b"<half")
    with open_folder(Path(place.path)) as folder:
        assert steadiness.steady(place.pk, folder.lying(), at_ns=0) == []
        drop(place, a__xml=b"<half of it")
        assert steadiness.steady(place.pk, folder.lying(), at_ns=3 * 10**9) == []
        assert steadiness.steady(place.pk, folder.lying(), at_ns=4 * 10**9) == []
        assert [one.name for one in steadiness.steady(place.pk, folder.lying(), at_ns=5 * 10**9)] == ["a.xml"]


def test_a_folder_is_watched_below_the_roots_only_and_by_one_creditor(
    creditor: Creditor, house: Path, tmp_path: Path
) -> None:
    with pytest.raises(RuleError, match="encours watch"):
        watch_folder(creditor, tmp_path.parent, roots=[house], author="cli", at=AT)
    (house / "out").symlink_to(tmp_path.parent)
    with pytest.raises(RuleError, match="encours watch"):
        watch_folder(creditor, house / "out", roots=[house], author="cli", at=AT)
    place = watched(creditor, house)
    with pytest.raises(RuleError, match="déjà surveillé"):
        watched(creditor, house)
    stop_watching(place, made_from=place.version, author="cli", at=AT)
    assert watched(creditor, house).pk != place.pk


def test_a_folder_that_is_gone_says_so(creditor: Creditor, house: Path) -> None:
    place = watched(creditor, house)
    Path(place.path).rmdir()
    with pytest.raises(RuleError, match="ne peut pas être lu") as refused, open_folder(Path(place.path)):
        pass
    note_look(place, at=AT, trouble=refused.value.sentence)
    assert Place.objects.get().trouble == refused.value.sentence


FILES = {
    "1.txt": Books().sale(date(2026, 10, 16), "DUPONT", "FA101", 20_000).content(),
    "2.csv": TABLE,
    "3.csv": UNKNOWN,
    "4.xml": statement(received(date(2026, 11, 19), 20_000, "VIR FA101")),
    "5.bin": b"\x00 rien",
    "7.cfo": (Path(__file__).resolve().parents[2] / "samples" / "bank" / "cfonb120.txt").read_bytes(),
    "6.zip": packed({"1.xml": PURCHASE, "2.xml": b"<x/>"}),
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.integers(1, 260), min_size=1, max_size=3), moved=st.integers(0, 6))
def test_killed_anywhere_and_looked_at_again_the_tables_and_the_folder_are_the_same(
    house: Path, places: list[int], moved: int
) -> None:
    rank = Creditor.objects.count()
    firm, twin = (Creditor.objects.create(name=f"Vauban {rank + each}") for each in (1, 2))
    one, other = watched(firm, house, f"depot-{firm.pk}"), watched(twin, house, f"depot-{twin.pk}")
    for place in (one, other):
        drop(place, **FILES)
    take(firm, one, house)
    for where in places:
        killed(where, lambda: _cut_short(twin, other, house, moved))
    take(twin, other, house)
    assert left(other) == left(one)
    assert _comparable(facts_of(twin), other) == _comparable(facts_of(firm), one)


def _cut_short(creditor: Creditor, place: Place, house: Path, moved: int) -> None:
    """Take in, and stop after some files have been put away."""
    with open_folder(Path(place.path)) as folder:
        put = take_in_folder(
            creditor, place, folder, folder.lying(), Taking(TAKING, AT, ON, house), words=lambda _rows: "x"
        )
        for count, _one in enumerate(put, start=1):
            if count == moved:
                raise KilledError


def _comparable(facts: dict[str, list[str]], place: Place) -> dict[str, list[str]]:
    """Without what differs between two folders: the proofs, and what is hashed of them."""
    told = {label: [row.replace(place.path, "") for row in rows] for label, rows in facts.items()}
    told["intake.Arrival"] = sorted(
        f"{row.name} {row.state} {row.rule}" for row in Arrival.objects.filter(place=place)
    )
    return told
