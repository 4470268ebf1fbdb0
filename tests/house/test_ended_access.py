"""Every address, as somebody whose access has expired or was withdrawn (DESIGN §2.11)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.records.people.models import Membership
from house.test_urls import ALL, Walk, stand_still


@pytest.mark.parametrize("ended", ["expired", "withdrawn"])
def test_a_member_whose_access_has_ended_finds_nothing(
    ended: str, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_still(monkeypatch)
    ours = some.a_creditor()
    rows, person = some.one_of_each(ours), some.a_person("administrator", ours)
    theirs = Membership.objects.filter(user=person)
    if ended == "expired":
        theirs.update(expires_on=some.TODAY - timedelta(days=1))
    else:
        theirs.delete()
    wrong = []
    for method, name, rule, answer in Walk(person, rows).everywhere():
        if "Secret de Ateliers Delmas" in _text(answer) or "SECRET-1" in _text(answer):
            wrong.append(f"{method} {name} shows what is no longer theirs")
        if (rule.of or ALL not in (rule.get, rule.post)) and answer.status_code not in {403, 404, 405}:
            wrong.append(f"{method} {name}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


def _text(answer: Any) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode("latin-1")
