"""`encours scenario`: ladders as YAML sheets, checked before they are published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor

if TYPE_CHECKING:
    from encours.acts.review_scenario import Fleet

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group("scenario")
def command() -> None:
    """Export, check or import scenarios as YAML sheets."""


@command.command("export")
@click.option("--name", default="", help="Which scenario; the usual one unless told.")
@creditor_option
def export(name: str, named: str | None) -> None:
    """Print a scenario as it was published last, in YAML. Writes nothing."""
    open_house()
    from encours.core.refusals import RuleError
    from encours.core.scenario import from_dict
    from encours.core.scenario.sheet import to_yaml
    from encours.records.policies.models import Scenario
    from encours.records.policies.reading import latest_of

    rows = Scenario.objects.of([the_creditor(named).pk])
    found = rows.filter(name=name).first() if name else rows.filter(usual=True).first()
    if found is None:
        raise RuleError("scenario_unknown", f"Aucun scénario ne s’appelle « {name} ».")
    click.echo(to_yaml(found.name, from_dict(latest_of(found.pk).content)), nl=False)


@command.command("schema")
def schema() -> None:
    """Print the JSON schema of a sheet, for editors that know it. Reads and writes nothing."""
    from encours.core.scenario.sheet import schema as made

    click.echo(json.dumps(made(), indent=2))


@command.command("check")
@_file
@creditor_option
@json_option
def check(file: Path, named: str | None, as_json: bool) -> None:
    """Say what is wrong in FILE, as publishing it would; exit code 1 where it could not be. Writes nothing."""
    open_house()
    creditor = the_creditor(named)
    told = _looked_over(creditor, file)
    answer(told["facts"], told["lines"], as_json=as_json)
    if not told["facts"]["sound"]:
        raise SystemExit(1)


@command.command("import")
@_file
@click.option("--reason", required=True, help="Why it is published.")
@click.option("--motive", default="", help="The result that brought it: a measure, a replay.")
@click.option("--move-running", is_flag=True, help="Running cases of this scenario move to the new version.")
@creditor_option
@json_option
def import_(
    file: Path, reason: str, motive: str, move_running: bool, named: str | None, as_json: bool
) -> None:
    """Publish FILE as the next version of the scenario that it names, opened where there is none. Writes history."""
    open_house()
    from encours.acts.choose_scenarios import open_scenario
    from encours.acts.publish_scenario import publish_scenario
    from encours.core.scenario.sheet import from_yaml
    from encours.records.policies.models import Scenario
    from encours.records.policies.reading import latest_of

    creditor = the_creditor(named)
    name, ladder = from_yaml(file.read_text("utf-8"))
    found = Scenario.objects.of([creditor.pk]).filter(name=name).first()
    if found is None:
        found = open_scenario(creditor, name=name, author="cli", at=now())
    made = publish_scenario(
        creditor,
        ladder,
        of=None if found.usual else found.pk,
        made_from=latest_of(found.pk).number,
        author="cli",
        at=now(),
        move_running=move_running,
        reason=reason,
        motive=motive,
    )
    facts = {"scenario": name, "version": made.number, "steps": len(ladder.steps)}
    answer(facts, [f"{name} : {made.number}"], as_json=as_json)


def _looked_over(creditor: Any, file: Path) -> dict[str, Any]:
    """What there is to say of a sheet, and of the scenarios together once it is one of them."""
    from encours.acts.review_scenario import fleet, look_over
    from encours.core.scenario import from_dict
    from encours.core.scenario.sheet import from_yaml
    from encours.records.policies.models import Scenario
    from encours.records.policies.reading import latest_of

    name, ladder = from_yaml(file.read_text("utf-8"))
    rows = {one.pk: one for one in Scenario.objects.of([creditor.pk])}
    same = next((one for one in rows.values() if one.name == name), None)
    findings = look_over(creditor, ladder, of=None if same is None or same.usual else same.pk)
    ladders = {key: (one.name, from_dict(latest_of(key).content)) for key, one in rows.items()}
    whole = fleet(creditor, ladders | {same.pk if same else 0: (name, ladder)})
    facts = {
        "scenario": name,
        "sound": not any(one.forbids for one in findings),
        "findings": [
            {"code": one.code, "sentence": one.sentence, "forbids": one.forbids} for one in findings
        ],
        "unused": list(whole.unused),
        "overlapping": [list(pair) for pair in whole.overlapping],
        "many": whole.many,
    }
    return {"facts": facts, "lines": _words([one.sentence for one in findings], whole)}


def _words(sentences: list[str], whole: Fleet) -> list[str]:
    from django.utils.translation import gettext as _

    from encours.words.languages import speaking
    from encours.words.refusals import sentence

    spoken = language()
    lines = [sentence(one, spoken) for one in sentences]
    with speaking(spoken):
        lines += [
            _("« %(name)s » n’est choisi par aucun segment ni régime.") % {"name": one}
            for one in whole.unused
        ]
        lines += [
            _("« %(first)s » et « %(other)s » disent la même chose.") % {"first": first, "other": other}
            for first, other in whole.overlapping
        ]
        lines += [_("Plus de deux scénarios : gardez ceux que vous saurez tenir.")] if whole.many else []
        return lines or [_("Rien à redire.")]
