"""What a file of companies says of customers is kept, raised where one ended, and chooses whom one looks at."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from collecting import NOON, TODAY, Desk
from core.test_companies import TOLD
from encours.acts.custom_fields.segmenting import publish_segments
from encours.acts.quality.assess import assess
from encours.acts.take_in_companies import TakenIn, take_in_companies
from encours.core.companies import Company, company_of
from encours.core.segments import Rule
from encours.jobs.registering import command
from encours.records.companies.models import Registered
from encours.records.history.models import Leaf
from encours.records.parties.models import Customer
from encours.records.quality.models import Finding
from encours.records.runs.models import Position
from vauban import CLAIRE

BY = {"author": CLAIRE, "at": NOON}


def told(**changed: object) -> Company:
    found = company_of({**TOLD, **changed})
    assert found is not None
    return found


def taken(desk: Desk, *companies: Company) -> TakenIn:
    customer = desk.customer()
    Customer.objects.filter(pk=customer.pk).update(siren=TOLD["siren"])
    return take_in_companies(desk.creditor, companies, on=TODAY, source="stock.csv", **BY)


@pytest.mark.both
def test_the_same_file_twice_changes_nothing_and_a_ceased_company_is_raised_at_once(desk: Desk) -> None:
    assert taken(desk, told()) == TakenIn(asked=1, found=1, changed=1, ceased=0)
    leaves = Leaf.objects.filter(customer_id__isnull=False).count()
    assert taken(desk, told()).changed == 0
    assert Leaf.objects.filter(customer_id__isnull=False).count() == leaves
    assess(desk.creditor, on=TODAY, **BY)
    assert not Finding.objects.filter(rule="company_ceased").exists()
    assert taken(desk, told(etat_administratif="C", date_fermeture="2025-06-30")).ceased == 1
    assert Finding.objects.get(rule="company_ceased").value == "2025-06-30"
    assert taken(desk, told()).changed == 1
    assert not Finding.objects.filter(rule="company_ceased").exists()
    assert Registered.objects.get().ended_on is None


def test_a_unit_and_its_seat_are_one_company_and_what_a_file_leaves_out_stays(desk: Desk) -> None:
    unit = replace(told(), address="", postcode="", city="")
    seat = replace(told(), name="", state="", size="")
    taken(desk, unit, seat)
    row = Registered.objects.get()
    assert (row.name, row.size, row.city) == ("GARAGE MARTIN", "12", "LILLE")
    taken(desk, unit)
    assert Registered.objects.get().city == "LILLE"


def test_a_company_of_nobody_is_left_out(desk: Desk) -> None:
    assert taken(desk, replace(told(), siren="732829320")).found == 0
    assert not Registered.objects.exists()


@pytest.mark.once
@pytest.mark.both
@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("secteur = 'g'", True),
        ("sector = 'F'", False),
        ("effectif >= 20", True),
        ("effectif >= 21", False),
        ("etat = 'en activité'", True),
        ("etat IS NULL", False),
        ("naf LIKE '45%'", True),
    ],
)
def test_sector_staff_and_state_make_a_segment(desk: Desk, condition: str, found: bool) -> None:
    taken(desk, told())
    rule = Rule("register", "Du registre", "", condition)
    publish_segments(desk.creditor, [rule], reason="Du registre", made_from=0, **BY)
    desk.run()
    assert (Position.objects.get().segment == "own:register") is found


def test_the_command_reads_a_file_and_says_what_it_found(desk: Desk, tmp_path: Path) -> None:
    taken(desk)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps({"results": [TOLD]}))
    said = CliRunner().invoke(command, [str(file), "--json"])
    assert said.exit_code == 0, said.output
    assert json.loads(said.output)["found"] == 1
    assert Registered.objects.get().asked_on <= date.today()  # noqa: DTZ011 — the command reads its own clock
