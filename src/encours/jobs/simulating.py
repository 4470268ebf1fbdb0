"""`encours simulate`: scenarios followed among simulated debtors, drawn from how the creditor's own paid."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor
from encours.jobs.replaying import bar, engine_options, tried_of

if TYPE_CHECKING:
    from encours.acts.replay_scenario import Tried
    from encours.acts.simulate_scenario import Draws
    from encours.records.parties.models import Creditor

_day = click.DateTime(["%Y-%m-%d"])


@click.command("simulate")
@click.argument("scenarios", nargs=-1)
@click.option(
    "--runs", type=click.IntRange(min=1), help="How many times debtors are drawn; 100 (candidates: 30)."
)
@click.option("--seed", default="1", help="What the draws start from: the same gives the same result.")
@click.option("--from", "first", type=_day, help="First day; a year before the last unless told.")
@click.option("--to", "last", type=_day, help="Last day; yesterday unless told.")
@click.option("--money", type=Decimal, default=Decimal(5), help="What money costs a year, in percent; 5.")
@click.option(
    "--candidates", is_flag=True, help="Find the changes of a scenario that are worth trying, the best first."
)
@click.option("--segment", default="", help="With --candidates: a segment or regime; all unless told.")
@click.option("--dry-run", is_flag=True, help="Keep no result.")
@engine_options
@creditor_option
@json_option
def command(
    scenarios: tuple[str, ...],
    runs: int | None,
    seed: str,
    first: datetime | None,
    last: datetime | None,
    money: Decimal,
    candidates: bool,
    segment: str,
    dry_run: bool,
    engine: str,
    master: str,
    named: str | None,
    as_json: bool,
) -> None:
    """Follow SCENARIOS (names or YAML sheets; the usual one unless told) among simulated debtors.

    The first is what the others are compared with, draw by draw. Nothing leaves. The result is kept with its date, as
    that of a replay is, so that a publication can name it. With --candidates, each change worth trying of the scenario
    that a segment follows is simulated on the same debtors, and ranked by its expected net effect.
    """
    open_house()
    from encours.acts.engines import engine_named
    from encours.acts.replay_scenario import period_to_replay
    from encours.acts.simulate_scenario import Draws
    from encours.jobs.creditors import local_day

    creditor = the_creditor(named)
    usual = period_to_replay(last.date() if last else local_day(creditor, now()))
    draws = Draws(
        from_on=first.date() if first else usual[0],
        to_on=last.date() if last else usual[1],
        runs=runs or (30 if candidates else 100),
        seed=seed,
        money_bps=int(money * 100),
    )
    work = partial(_candidates, creditor, segment) if candidates else partial(_simulated, creditor, scenarios)
    with bar() as progress, closing(engine_named(engine, master)) as by:
        tried, kind, content, told, lines = work(draws, engine=by, progress=progress)
    trial = None
    if not dry_run:
        from encours.acts.trials import keep_trial

        kept: dict[str, Any] = {"kind": kind, "author": "cli", "at": now(), "content": content}
        trial = keep_trial(creditor, tried, told, **kept).pk
    answer({"creditor": creditor.name, "trial": trial} | told, lines, as_json=as_json)


_Worked = tuple["Tried", str, str, dict[str, Any], list[str]]


def _simulated(creditor: Creditor, scenarios: tuple[str, ...], draws: Draws, **how: Any) -> _Worked:
    from encours.acts.simulations import SIMULATION, Simulation, worked_out
    from encours.words.simulations import lines_of

    asked = Simulation([tried_of(creditor, one, None) for one in scenarios or ("",)], draws)
    told = worked_out(creditor, asked, **how)
    lines = list(lines_of(told, creditor.currency, language()))
    return asked.tried[0], SIMULATION, asked.content(), told, lines


def _candidates(creditor: Creditor, segment: str, draws: Draws, **how: Any) -> _Worked:
    from encours.acts.strategies import CANDIDATES, Search, propose
    from encours.words.strategies import lines_of

    search = Search(segment, draws)
    tried, told = propose(creditor, search, **how)
    return tried, CANDIDATES, search.content(), told, list(lines_of(told, creditor.currency, language()))
