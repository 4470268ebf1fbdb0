"""`encours simulate`: scenarios followed among simulated debtors, drawn from how the creditor's own paid."""

from __future__ import annotations

from datetime import datetime

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor
from encours.jobs.replaying import bar, tried_of

_day = click.DateTime(["%Y-%m-%d"])


@click.command("simulate")
@click.argument("scenarios", nargs=-1)
@click.option(
    "--runs", type=click.IntRange(min=1), default=100, help="How many times debtors are drawn; 100."
)
@click.option("--seed", default="1", help="What the draws start from: the same gives the same result.")
@click.option("--from", "first", type=_day, help="First day; a year before the last unless told.")
@click.option("--to", "last", type=_day, help="Last day; yesterday unless told.")
@creditor_option
@json_option
def command(
    scenarios: tuple[str, ...],
    runs: int,
    seed: str,
    first: datetime | None,
    last: datetime | None,
    named: str | None,
    as_json: bool,
) -> None:
    """Follow SCENARIOS (names or YAML sheets; the usual one unless told) among simulated debtors. Writes nothing.

    The first is what the others are compared with, draw by draw.
    """
    open_house()
    from encours.acts.replay_scenario import period_to_replay
    from encours.acts.simulate_scenario import simulate_scenarios
    from encours.jobs.creditors import local_day
    from encours.words.simulations import lines_of

    creditor = the_creditor(named)
    tried = [tried_of(creditor, one, None) for one in scenarios or ("",)]
    usual = period_to_replay(last.date() if last else local_day(creditor, now()))
    to_on = last.date() if last else usual[1]
    from_on = first.date() if first else usual[0]
    with bar() as progress:
        told = simulate_scenarios(
            creditor, tried, from_on=from_on, to_on=to_on, runs=runs, seed=seed, progress=progress
        )
    answer(told, list(lines_of(told, creditor.currency, language())), as_json=as_json)
