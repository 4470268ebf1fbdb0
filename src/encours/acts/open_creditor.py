"""Opening a creditor: in shadow mode, with the default scenario and templates, and who opened it in charge."""

from __future__ import annotations

from datetime import datetime

from encours.core.refusals import RuleError
from encours.core.scenario import DEFAULT_SCENARIO, to_dict
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.policies.models import Scenario, ScenarioVersion, Template
from encours.words.defaults import default_wordings
from encours.words.scenarios import DELIVERED


def open_creditor(*, name: str, siren: str, author: str, at: datetime, owner: User | None = None) -> Creditor:
    """Make a creditor. Its first history entry is its own opening.

    Raises
        RuleError: another creditor already has this SIREN.
    """
    if siren and Creditor.objects.filter(siren=siren).exists():
        raise RuleError("creditor_exists", f"Un créancier a déjà le SIREN {siren}.")
    creditor = Creditor.objects.create(name=name, siren=siren)
    with recording(creditor, "open_creditor", author=author, cause="first set-up", at=at) as record:
        record.tell(name=name, siren=siren, shadow=True)
        _give_policies(record)
        if owner is not None:
            Membership.objects.create(user=owner, creditor=creditor, role="administrator")
            record.tell(owner=owner.email, role="administrator")
    return creditor


def _give_policies(record: Record) -> None:
    fact = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
    scenario = Scenario.objects.create(name=DELIVERED, **fact)
    ScenarioVersion.objects.create(scenario=scenario, number=1, content=to_dict(DEFAULT_SCENARIO), **fact)
    Template.objects.bulk_create(
        Template(step_code=step, language=language, part=part, text=text, **fact)
        for step, language, part, text in default_wordings()
    )
