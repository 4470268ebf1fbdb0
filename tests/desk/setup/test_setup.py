"""The first set-up in one page, the settings afterwards, and bank details changed by two people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.files import LEDGER, SIREN, dropped, ledger
from desk.looking import page
from encours.records.documents.models import Intake
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User

IBAN, OTHER_IBAN = "FR7630006000011234567890189", "FR1420041010050500013M02606"
Visitor = Callable[[User], Client]


def answers(**changes: Any) -> dict[str, Any]:
    told = {
        "name": "Atelier Vauban",
        "legal_form": "SARL",
        "siren": "",
        "rcs": "RCS Lille",
        "address": "4 rue des Tilleuls",
        "postcode": "59000",
        "city": "Lille",
        "country": "FR",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "sender_name": "Claire Aubry",
        "sender_email": "compta@vauban.example",
        "language": "fr",
        "terms_days": "30",
        "terms_mode": "net",
        "penalty_bps": "",
        "version": "",
    }
    return {name: value for name, value in (told | changes).items() if value is not None}


@pytest.fixture
def newcomer(house: Path, visitor: Visitor) -> Client:
    return visitor(some.a_person("administrator", email="claire@vauban.example"))


def test_a_newcomer_is_led_to_the_set_up(newcomer: Client) -> None:
    answer = newcomer.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/setup")
    assert "Votre entreprise, en une page" in page(newcomer, "/setup")


def test_one_page_opens_the_creditor_reads_the_ledger_and_decides_the_day(newcomer: Client) -> None:
    answer = newcomer.post("/setup", answers(regime_confirmed="on", file=dropped(LEDGER)))
    intake = Intake.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/imports/{intake.pk}")
    creditor = Creditor.objects.get()
    assert (creditor.siren, creditor.iban, creditor.shadow) == (SIREN, IBAN, True)
    assert (creditor.regime_confirmed, creditor.terms_confirmed) == (True, False)
    assert set(Customer.objects.values_list("name", "regime_source")) == {
        ("Dupont", "creditor"),
        ("Martin", "creditor"),
    }
    assert Message.objects.filter(state="proposed").count() == 1
    shown = page(newcomer, f"/imports/{intake.pk}")
    assert "elles sont supposées d’après votre délai habituel" in shown


def test_the_first_reminder_without_address_previews_in_full(newcomer: Client) -> None:
    newcomer.post("/setup", answers(file=dropped(LEDGER)))
    message = Message.objects.get()
    shown = page(newcomer, f"/proposals/{message.pk}")
    assert "Aucune adresse pour ce client" in shown
    assert "F-101" in page(newcomer, f"/proposals/{message.pk}/html")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"iban": "FR7630006000011234567890188"}, "Cet IBAN est faux"),
        ({"siren": "123456789"}, "Ce SIREN est faux"),
        ({"penalty_bps": "beaucoup"}, "Écrire un taux comme 12,15."),
        ({"sender_email": "compta"}, "adresse"),
        ({"city": ""}, "Ville"),
    ],
)
def test_an_answer_to_review_is_said_and_nothing_is_opened(
    newcomer: Client, changes: dict[str, str], sentence: str
) -> None:
    answer = newcomer.post("/setup", answers(file=dropped(LEDGER), **changes))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Creditor.objects.exists()


def test_an_unreadable_file_opens_nothing_and_says_what_to_do(newcomer: Client) -> None:
    unbalanced = LEDGER.replace(b"1200,00\t0,00", b"1300,00\t0,00")
    answer = newcomer.post("/setup", answers(file=dropped(unbalanced)))
    assert answer.status_code == 422
    assert "Le fichier n’a pas été lu, rien n’a été enregistré." in answer.content.decode()
    assert not Creditor.objects.exists()
    assert not Intake.objects.exists()


def test_the_form_is_swapped_without_losing_the_file_chosen(newcomer: Client) -> None:
    answer = newcomer.post(
        "/setup", answers(file=dropped(LEDGER)), headers={"HX-Request": "true", "HX-Target": "answers"}
    )
    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == f"/imports/{Intake.objects.get().pk}"


def test_a_penalty_rate_under_the_floor_is_warned_of_and_kept(newcomer: Client) -> None:
    warned = page(newcomer, "/setup/cautions", penalty_bps="3,00", terms_days="30", terms_mode="net")
    assert "sous le plancher légal" in warned
    newcomer.post("/setup", answers(penalty_bps="3,00", file=dropped(LEDGER)))
    assert Creditor.objects.get().penalty_bps == 300
    assert "sous le plancher légal" in page(newcomer, "/setup")


def test_terms_beyond_the_ceiling_are_warned_of(newcomer: Client) -> None:
    warned = page(newcomer, "/setup/cautions", penalty_bps="", terms_days="90", terms_mode="net")
    assert "dépasse le plafond légal" in warned
    fine = page(newcomer, "/setup/cautions", penalty_bps="", terms_days="30", terms_mode="net")
    assert "dépasse" not in fine


def test_an_opening_balance_asks_for_last_years_ledger(newcomer: Client) -> None:
    content = ledger(("20260915", "F-101", "Dupont", "1200,00"), opening="5000,00")
    newcomer.post("/setup", answers(file=dropped(content)))
    shown = page(newcomer, f"/imports/{Intake.objects.get().pk}")
    assert "importez le FEC de l’exercice précédent" in shown


@pytest.fixture
def manager(creditor: Creditor) -> User:
    Creditor.objects.filter(pk=creditor.pk).update(
        iban=IBAN, address="1 rue Haute", postcode="59000", city="Lille", sender_email="compta@delmas.example"
    )
    return some.a_person("manager", creditor, email="claire@delmas.example")


def current(creditor: Creditor, **changes: Any) -> dict[str, Any]:
    creditor.refresh_from_db()
    return answers(
        **{"version": str(creditor.version), "siren": creditor.siren, "terms_confirmed": "on"} | changes
    )


def test_settings_made_from_an_older_version_are_refused(
    creditor: Creditor, manager: User, visitor: Visitor
) -> None:
    told = current(creditor)
    assert visitor(manager).post("/setup", told).status_code == 302
    answer = visitor(manager).post("/setup", told)
    assert answer.status_code == 409
    assert (
        "a changé depuis l&#x27;ouverture" in answer.content.decode() or "a changé" in answer.content.decode()
    )


def test_a_new_iban_waits_for_another_person(creditor: Creditor, manager: User, visitor: Visitor) -> None:
    claire = visitor(manager)
    claire.post("/setup", current(creditor, iban=OTHER_IBAN))
    creditor.refresh_from_db()
    assert (creditor.iban, creditor.iban_asked) == (IBAN, OTHER_IBAN)
    assert "une autre personne doit le confirmer" in page(claire, "/setup")
    claire.post("/setup/iban/confirm")
    creditor.refresh_from_db()
    assert creditor.iban == IBAN
    denis = visitor(some.a_person("administrator", creditor))
    assert "Confirmer cet IBAN" in page(denis, "/setup")
    denis.post("/setup/iban/confirm")
    creditor.refresh_from_db()
    assert (creditor.iban, creditor.iban_asked) == (OTHER_IBAN, "")


def test_a_collector_reads_the_settings_and_changes_nothing(desk: Client, creditor: Creditor) -> None:
    assert "<form method" not in page(desk, "/setup").split("<main", 1)[1].split("</main", 1)[0]
    assert desk.post("/setup", current(creditor, name="Autre")).status_code == 403
