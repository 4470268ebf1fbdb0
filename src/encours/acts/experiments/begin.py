"""Beginning an experiment: all that it asks and how it is judged is said before the first customer enters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.acts.care_for_scenario import answerable
from encours.acts.experiments.planning import kinds_of
from encours.core.refusals import RuleError
from encours.records.experiments.models import Experiment
from encours.records.experiments.reading import running_experiment
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.policies.models import ScenarioVersion


@dataclass(frozen=True, slots=True)
class Asked:
    """What an experiment asks, and how it is judged (`records.experiments.Experiment` says each)."""

    name: str
    hypothesis: str
    reason: str
    champion: ScenarioVersion
    challenger: ScenarioVersion
    share_percent: int
    within_days: int
    effect_cents: int
    planned: int
    end_on: date
    owner: User
    kind: str = ""
    with_running: bool = False
    cost_cents: int | None = None


def begin_experiment(creditor: Creditor, asked: Asked, *, on: date, author: str, at: datetime) -> Experiment:
    """Begin it: from the next run on, customers enter on the day they would first be chased.

    Raises
        RuleError: another one runs, its name was given before, or what it asks cannot be.
    """
    _possible(creditor, asked, on=on)
    with recording(creditor, "begin_experiment", author=author, cause=asked.name, at=at) as record:
        if running_experiment(record.creditor.pk) is not None:
            raise RuleError("experiment_running", "Une expérience est déjà en cours : une seule à la fois.")
        if Experiment.objects.filter(creditor=record.creditor, name=asked.name.strip()).exists():
            raise RuleError("name_wrong", "Donner à l’expérience un nom que nulle autre ne porte.")
        made = Experiment.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            name=asked.name.strip(),
            hypothesis=asked.hypothesis.strip(),
            reason=asked.reason.strip(),
            champion=asked.champion,
            challenger=asked.challenger,
            kind=asked.kind,
            share_percent=asked.share_percent,
            within_days=asked.within_days,
            effect_cents=asked.effect_cents,
            currency=record.creditor.currency,
            planned=asked.planned,
            with_running=asked.with_running,
            cost_cents=asked.cost_cents,
            start_on=on,
            end_on=asked.end_on,
            owner=asked.owner,
            by=author,
        )
        record.wrote(Experiment, [made])
        record.tell(experiment=made.pk, name=made.name, planned=made.planned)
    return made


def _possible(creditor: Creditor, asked: Asked, *, on: date) -> None:
    """Refuse what cannot be followed or judged."""
    versions = (asked.champion, asked.challenger)
    if not asked.name.strip() or not asked.hypothesis.strip() or not asked.reason.strip():
        raise RuleError("text_missing", "Dire le nom de l’expérience, ce que l’on en attend, et pourquoi.")
    if any(one.creditor_id != creditor.pk for one in versions) or versions[0].pk == versions[1].pk:
        raise RuleError("experiment_versions", "Choisir deux versions différentes, l’une contre l’autre.")
    if versions[0].content == versions[1].content:
        raise RuleError("experiment_versions", "Ces deux versions ont les mêmes étapes : rien à comparer.")
    if asked.kind and asked.kind not in kinds_of(creditor.pk):
        raise RuleError("experiment_kind", "Choisir un régime ou un segment qui existe.")
    if not 1 <= asked.share_percent <= 99 or min(asked.within_days, asked.effect_cents, asked.planned) < 1:  # noqa: PLR2004 — percents
        raise RuleError("experiment_sizes", "La part va de 1 à 99 % ; jours, écart et clients sont positifs.")
    if asked.end_on < on:
        raise RuleError("experiment_days", "Le dernier jour d’entrée est aujourd’hui ou un jour à venir.")
    if asked.owner not in answerable(creditor.pk, on=on):
        raise RuleError("owner_wrong", "Choisir une personne qui peut publier un scénario.")
