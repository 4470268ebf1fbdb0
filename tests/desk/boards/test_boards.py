"""Dashboards: each profile its own, arranged by each person, told from the run, taken away as files."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from desk import situations as some
from desk.looking import page, queries
from encours.acts.define_indicator import Wording, define_indicator
from encours.core.ageing import BUCKET_CODES
from encours.core.boards.tiles import default_board
from encours.records.boards import narrow
from encours.records.boards.models import Board, Indicator, Mailing
from encours.records.history.models import Entry
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.runs.models import Run
from encours.records.work.models import Assignment
from encours.words.boards.figures import units

Visitor = Callable[[User], Client]


def a_full_run(creditor: Creditor, *, days_ago: int = 0, outstanding: int = 98_000, **boards: Any) -> Run:
    """A run whose figures fill every tile."""
    customers = list(Customer.objects.filter(creditor=creditor).values_list("pk", flat=True)[:10])
    run = some.a_run(
        creditor,
        outstanding_cents=outstanding,
        receivable_cents=100_000,
        overdue_cents=25_000,
        disputed_cents=5_000,
        items=7,
        overdue_items=2,
        ageing=dict.fromkeys(BUCKET_CODES, 0) | {"not_due": 75_000, "late_1_30": 25_000},
        measures={
            "dso_count_back": {"value": 455, "parts": 10, "unit": "days", "version": 2},
            "dso_simple": {"value": 400, "parts": 10, "unit": "days", "version": 2},
            "past_due_ratio": {"value": 2_500, "parts": 10_000, "unit": "share", "version": 1},
        },
        boards={
            "largest": [[key, 60_000, 25_000] for key in customers],
            "debtors": len(customers),
            "over_90_cents": 0,
            "currencies": [["EUR", 6, 100_000, 25_000], ["USD", 1, 7_000, 0]],
            "cash": [[f"2026-{month:02}", month * 1_000] for month in range(1, 12)],
            "cash_month_cents": 11_000,
            "cash_last_month_cents": 10_000,
            "cases": [["firm", 2, 20_000], ["disputed", 1, 5_000]],
            **boards,
        },
    )
    Run.objects.filter(pk=run.pk).update(on=some.TODAY - timedelta(days=days_ago))
    return run


def signed_in(visitor: Visitor, creditor: Creditor, role: str) -> Client:
    return visitor(some.a_person(role, creditor))


def tiles(client: Client, path: str = "/") -> list[str]:
    return re.findall(r'data-tile="([^"]+)"', client.get(path).content.decode())


def gesture(client: Client, do: str, tile: str = "", **told: Any) -> Any:
    version = Board.objects.order_by("-pk").values_list("version", flat=True).first() or 0
    return client.post("/board/change", {"do": do, "tile": tile, "version": version, **told})


@pytest.mark.both
def test_two_profiles_have_two_dashboards(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    for role in ("cfo", "collector"):
        assert tiles(signed_in(visitor, creditor, role)) == [place.code for place in default_board(role)]


def test_the_figures_are_those_of_the_last_run_and_say_so(visitor: Visitor, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor, "Garage Petit"))
    a_full_run(creditor)
    shown = page(signed_in(visitor, creditor, "cfo"), "/")
    for told in (
        "Chiffres de la journée du 18 novembre 2026", "980,00 €", "7 postes ouverts", "25 %", "45,5 j",
        "par épuisement", "Garage Petit", "Relance ferme", "110,00 €", "contre 100,00 €",
    ):  # fmt: skip
        assert told in shown, told


@pytest.mark.both
def test_a_person_arranges_its_board_and_nobody_elses(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client, other = (signed_in(visitor, creditor, "salesperson") for _ in range(2))
    before = tiles(other)
    gesture(client, "add", "currencies")
    gesture(client, "move", "currencies", to="0")
    gesture(client, "resize", "currencies", width="12")
    gesture(client, "after", "currencies")
    gesture(client, "remove", "overdue")
    assert tiles(client) == ["outstanding", "currencies", "past_due", "disputed", "debtors", "ageing"]
    assert 'tile-12" id="tile-currencies"' in page(client, "/")
    assert tiles(other) == before
    assert not Entry.objects.filter(creditor=creditor).exclude(act="open_creditor").exists()
    gesture(client, "reset")
    assert tiles(client) == before


def test_a_measure_not_kept_is_computed_on_a_small_book_and_read_where_it_is_kept(
    visitor: Visitor, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 12_300, due_in=-100)
    client = signed_in(visitor, creditor, "cfo")
    run = a_full_run(creditor)
    gesture(client, "add", "m.exposure")
    assert "123,00 €" in page(client, "/")
    KeptMeasure.objects.create(
        creditor=creditor, on=run.on, known="now", currency="EUR", code="exposure", computed_at=some.NOW,
        content={"value": 456, "parts": 1, "unit": "cents", "version": 1, "figure": "91300/2"},
    )  # fmt: skip
    assert "456,50 €" in page(client, "/")
    assert "version 1" in page(client, "/board/tiles/m.exposure")


def test_a_stale_gesture_is_refused_and_changes_nothing(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "salesperson")
    gesture(client, "after", "outstanding")
    now = tiles(client)
    answer = client.post("/board/change", {"do": "remove", "tile": "ageing", "version": 0}, follow=True)
    assert "a changé depuis" in answer.content.decode()
    assert tiles(client) == now


@pytest.mark.parametrize(
    ("do", "tile", "said"),
    [
        ("add", "outstanding", "déjà sur le tableau"),
        ("add", "k.unknown", "existe pas"),
        ("resize", "outstanding", "largeur"),
        ("remove", "cash", "plus sur le tableau"),
        ("dance", "outstanding", "geste"),
    ],
)
def test_a_gesture_that_cannot_be_is_refused_in_a_sentence(
    visitor: Visitor, creditor: Creditor, do: str, tile: str, said: str
) -> None:
    answer = gesture(signed_in(visitor, creditor, "salesperson"), do, tile, width="5")
    assert answer.status_code == 302
    client = answer.client
    assert said in unescape(client.get("/board/compose").content.decode())


def test_the_button_pressed_keeps_the_focus(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "salesperson")
    answer = gesture(client, "after", "outstanding")
    shown = client.get(answer.url).content.decode()
    assert re.search(r'value="after"[^>]*autofocus', shown)


@pytest.mark.both
def test_the_page_asks_again_only_when_something_changed(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "cfo")
    asked = unescape(re.search(r'hx-get="([^"]+)"', client.get("/").content.decode())[1])  # type: ignore[index]
    assert client.get(asked).status_code == 204
    a_full_run(creditor, outstanding=123_400)
    fragment = client.get(asked)
    assert "1 234,00" in re.sub(r"\s", " ", fragment.content.decode())
    whole = " ".join(client.get("/").content.decode().split())
    assert " ".join(fragment.content.decode().split()) in whole


def test_a_past_day_shows_what_was_told_that_day(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor, days_ago=9, outstanding=55_500)
    a_full_run(creditor)
    shown = page(signed_in(visitor, creditor, "cfo"), "/", on=(some.TODAY - timedelta(days=5)).isoformat())
    assert "555,00 €" in shown
    assert "tels qu’ils ont été dits le 9 novembre 2026" in shown


def test_a_figure_says_what_became_of_it_in_a_month(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor, days_ago=30, outstanding=49_000)
    a_full_run(creditor)
    assert "+100 % en 30 jours" in page(signed_in(visitor, creditor, "cfo"), "/")


@pytest.mark.both
@pytest.mark.parametrize(
    "path", ["/", "/board/compose", "/board/tiles/open_trend", "/board/tiles/overdue/lines"]
)
def test_the_number_of_queries_does_not_grow(visitor: Visitor, creditor: Creditor, path: str) -> None:
    client = signed_in(visitor, creditor, "cfo")

    def more(days_ago: int) -> None:
        some.an_invoice(some.a_customer(creditor))
        some.an_indicator(creditor, code=f"one_{days_ago}")
        a_full_run(creditor, days_ago=days_ago)

    more(60)
    more(40)
    few = queries(client, path)
    more(20)
    more(0)
    assert queries(client, path) == few


def test_a_chart_bears_its_numbers_and_the_same_table_beside(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    shown = signed_in(visitor, creditor, "cfo").get("/board/tiles/ageing").content.decode()
    told = json.loads(unescape(re.search(r'data-chart="([^"]+)"', shown)[1]))  # type: ignore[index]
    assert told["series"][0]["values"] == [750, 250, 0, 0, 0, 0]
    assert told["names"][1] == "1 à 30 jours"
    for cell in told["names"] + told["series"][0]["shown"]:
        assert f">{cell}<" in shown


def test_behind_a_tile_stand_its_lines(visitor: Visitor, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.an_invoice(customer, 12_300, number="LATE-1", due_in=-100)
    some.an_invoice(customer, 45_600, number="SOON-1", due_in=9)
    some.a_payment(customer, 7_700)
    client = signed_in(visitor, creditor, "auditor")
    for code, told, untold in (
        ("overdue", "LATE-1", "SOON-1"),
        ("over_90", "123,00 €", "SOON-1"),
        ("outstanding", "SOON-1", "nothing"),
        ("unapplied", "77,00 €", "LATE-1"),
    ):
        shown = page(client, f"/board/tiles/{code}/lines")
        assert told in shown
        assert untold not in shown
    sheet = load_workbook(io.BytesIO(client.get("/board/tiles/overdue/lines?as=xlsx").content)).active
    assert [cell.value for cell in sheet[2]][1] == "LATE-1"  # type: ignore[index]


def test_the_board_and_a_tile_are_taken_away(visitor: Visitor, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor, "=Garage Petit"))
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "cfo")
    book = load_workbook(io.BytesIO(client.get("/board.xlsx").content))
    rows = {row[0]: row[1:3] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert [float(rows[name][0]) for name in ("Solde, avoirs déduits", "Part échue", "DSO")] == [
        980.0,
        0.25,
        45.5,
    ]
    assert any("'=Garage Petit" in str(cell.value) for sheet in book for row in sheet for cell in row)
    text = b"".join(client.get("/board/files/ageing.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "1 à 30 jours;250,00" in text
    paper = client.get("/board.pdf")
    assert paper.headers["Content-Type"] == "application/pdf"
    read = PdfReader(io.BytesIO(paper.content))
    assert b"pdfaid" in paper.content or "pdfaid" in str(
        read.xmp_metadata and read.xmp_metadata.stream.get_data()
    )
    assert "980,00" in read.pages[0].extract_text().replace("\N{NO-BREAK SPACE}", " ")


def narrow_person(creditor: Creditor, customer: Customer) -> User:
    person = some.a_person("salesperson", creditor)
    Membership.objects.filter(user=person).update(scope="owner")
    Assignment.objects.create(creditor=creditor, recorded_at=some.NOW, customer=customer, owner=person)
    return person


@pytest.mark.both
def test_a_narrow_member_sees_the_figures_of_its_customers_alone(
    visitor: Visitor, creditor: Creditor
) -> None:
    mine, other = some.a_customer(creditor, "Mien"), some.a_customer(creditor, "Autre")
    some.an_invoice(mine, 12_300)
    some.an_invoice(other, 99_900)
    a_full_run(creditor)
    client = visitor(narrow_person(creditor, mine))
    gesture(client, "add", "dso")
    shown = page(client, "/")
    assert "123,00 €" in shown
    assert "999,00 €" not in shown
    assert "980,00 €" not in shown
    assert "Chiffres de vos clients" in shown
    assert "Ce chiffre est celui de tout le créancier" in shown


def test_too_many_customers_are_not_counted_on_the_spot(
    visitor: Visitor, creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrow, "MOST", 1)
    mine = some.a_customer(creditor, "Mien")
    some.an_invoice(mine, 12_300)
    some.an_invoice(mine, 45_600)
    assert "Vous suivez trop de clients" in page(visitor(narrow_person(creditor, mine)), "/")


def test_a_figure_of_ones_own_becomes_a_tile_and_a_cell(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "manager")
    told = {"name": "Part contestée", "expression": "disputed_cents / overdue_cents", "unit": "share"}
    assert client.post("/indicators/new", told).status_code == 302
    gesture(client, "add", "k.part_contestee")
    assert "20 %" in page(client, "/")
    text = b"".join(client.get("/board.csv")).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "Part contestée;Part contestée;Valeur;0,2000" in text
    assert Entry.objects.filter(creditor=creditor, act="define_indicator").count() == 1


def test_a_formula_that_makes_no_sense_is_refused_on_the_form(visitor: Visitor, creditor: Creditor) -> None:
    client = signed_in(visitor, creditor, "manager")
    told = {"name": "Mélange", "expression": "dso_simple + overdue_cents", "unit": "days"}
    answer = client.post("/indicators/new", told)
    assert answer.status_code == 422
    assert "mêle des jours et un montant" in answer.content.decode()
    assert not Indicator.objects.exists()


def test_another_version_is_kept_beside_the_first(visitor: Visitor, creditor: Creditor) -> None:
    client = signed_in(visitor, creditor, "manager")
    first = {"name": "Part échue", "expression": "overdue_cents / receivable_cents", "unit": "share"}
    client.post("/indicators/new", first)
    again = {**first, "expression": "overdue_cents / outstanding_cents"}
    assert client.post("/indicators/part_echue", {**again, "version": 1}).status_code == 302
    assert client.post("/indicators/part_echue", {**first, "version": 1}).status_code == 409
    assert [row.number for row in Indicator.objects.order_by("number")] == [1, 2]
    shown = page(client, "/indicators/part_echue")
    assert "Version 1" in shown
    assert "Version 2" in shown
    client.post("/indicators/part_echue/withdraw", {"version": 2})
    assert client.get("/indicators/part_echue").status_code == 404


def test_a_tile_whose_figure_was_withdrawn_says_so(visitor: Visitor, creditor: Creditor) -> None:
    a_full_run(creditor)
    client = signed_in(visitor, creditor, "manager")
    wording = Wording("Part", "overdue_cents / receivable_cents", "share")
    define_indicator(creditor, wording, units=units(), author="test@example.com", at=some.NOW)
    gesture(client, "add", "k.part")
    client.post("/indicators/part/withdraw", {"version": 1})
    assert "n’existe plus" in page(client, "/")


def test_one_asks_that_the_board_be_mailed_and_ends_it(visitor: Visitor, creditor: Creditor) -> None:
    person = some.a_person("cfo", creditor)
    client = visitor(person)
    told = {"rhythm": "weekly", "format": "pdf", "recipients": [person.email]}
    assert client.post("/mailings", told).status_code == 302
    assert "chaque lundi" in page(client, "/mailings")
    assert "Mode ombre" in page(client, "/mailings")
    assert client.post("/mailings", {**told, "recipients": ["stranger@example.com"]}).status_code == 422
    mailing = Mailing.objects.get()
    stranger = signed_in(visitor, creditor, "auditor")
    assert stranger.post(reverse("stop_mailing", args=[mailing.pk])).status_code == 404
    client.post(reverse("stop_mailing", args=[mailing.pk]))
    mailing.refresh_from_db()
    assert mailing.stopped_at is not None


@pytest.mark.parametrize("role", ["auditor", "read_only", "salesperson"])
def test_who_defines_no_figure_is_offered_none_to_define_or_change(
    creditor: Creditor, visitor: Callable[[User], Client], role: str
) -> None:
    reader = visitor(some.a_person(role, creditor))
    assert "votre rôle n’en définit pas" in page(reader, "/indicators")
    some.an_indicator(creditor, code="part_echue")
    shown = page(reader, "/indicators")
    assert "part_echue" in shown
    for offered in ("/indicators/new", "/indicators/part_echue/withdraw", 'href="/indicators/part_echue"'):
        assert offered not in shown
