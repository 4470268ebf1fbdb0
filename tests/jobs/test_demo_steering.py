"""The demo's people: one of each profile that the desk gives a room to."""

from __future__ import annotations

from encours.jobs.demo_steering import PROFILES
from encours.records.people.models import ROLES


def test_each_profile_of_the_desk_has_somebody_to_sign_in_as() -> None:
    at_the_start = {"administrator", "collector"}
    to_be_invited = {"banker", "read_only"}
    assert {role for _email, _name, role in PROFILES} | at_the_start | to_be_invited == set(ROLES)
