"""`encours simulate`: scenarios followed among simulated debtors, drawn from how the creditor's own paid."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

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
@click.option("--money", type=Decimal, default=Decimal(5), help="What money costs a year, in percent; 5.")
@click.option("--dry-run", is_flag=True, help="Keep no result.")
@creditor_option
@json_option
def command(
    scenarios: tuple[str, ...],
    runs: int,
    seed: str,
    first: datetime | None,
    last: datetime | None,
    money: Decimal,
    dry_run: bool,
    named: str | None,
    as_json: bool,
) -> None:
    """Follow SCENARIOS (names or YAML sheets; the usual one unless told) among simulated debtors.

    The first is what the others are compared with, draw by draw. Nothing leaves. The result is kept with its date, as
    that of a replay is, so that a publication can name it.
    """
    open_house()
    from encours.acts.replay_scenario import period_to_replay
    from encours.acts.simulate_scenario import Draws
    from encours.acts.simulations import SIMULATION, Simulation, worked_out
    from encours.acts.trials import keep_trial
    from encours.jobs.creditors import local_day
    from encours.words.simulations import lines_of

    creditor = the_creditor(named)
    usual = period_to_replay(last.date() if last else local_day(creditor, now()))
    draws = Draws(
        from_on=first.date() if first else usual[0],
        to_on=last.date() if last else usual[1],
        runs=runs,
        seed=seed,
        money_bps=int(money * 100),
    )
    asked = Simulation([tried_of(creditor, one, None) for one in scenarios or ("",)], draws)
    with bar() as progress:
        told = worked_out(creditor, asked, progress=progress)
    trial = None
    if not dry_run:
        kept: dict[str, Any] = {"kind": SIMULATION, "author": "cli", "at": now(), "content": asked.content()}
        trial = keep_trial(creditor, asked.tried[0], told, **kept).pk
    lines = list(lines_of(told, creditor.currency, language()))
    answer({"creditor": creditor.name, "trial": trial} | told, lines, as_json=as_json)
