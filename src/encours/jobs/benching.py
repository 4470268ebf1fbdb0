"""`encours bench`: the product beside the floor of what the machine allows, measured in the same run."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from encours.jobs.opening import answer, json_option, leave

if TYPE_CHECKING:
    from encours.jobs.bench.figures import Figure

# name: the module and function that measure it
_BENCHES = {
    "import": ("importing", "importing"),
    "einvoices": ("einvoices", "einvoices"),
    "match": ("matching", "matching"),
    "run": ("running", "running"),
    "send": ("sending", "sending"),
    "pages": ("paging", "paging"),
    "stop": ("stopping", "stopping"),
    "replay": ("replaying", "replaying"),
    "stop-free": ("importing", "stop_free"),
}
_FULL = 1_000_000
_OF_EACH_DATABASE = ("run", "pages")
_DATABASES = ("sqlite", "postgresql")


@click.command("bench")
@click.argument("name", type=click.Choice([*_BENCHES, "all"]))
@click.option(
    "--rows", type=click.IntRange(min=100), default=_FULL, show_default=True, help="Size of the data."
)
@click.option(
    "--database",
    "databases",
    type=click.Choice(_DATABASES),
    multiple=True,
    help="Measure run and pages on this one only.",
)
@json_option
def command(name: str, rows: int, databases: tuple[str, ...], as_json: bool) -> None:
    """Measure import, einvoices, match, run, send, pages, stop, replay or stop-free, each in a home of its own.

    On invented data. `stop`: how soon a bank statement cancels the reminders that it makes pointless. `stop-free` is
    another thing: how long the desk waits while a ledger is taken in.

    Exit code 1 when a target is missed.
    """
    names = list(_BENCHES) if name == "all" else [name]
    figures = []
    for one in names:
        for figure in _measured(one, rows, databases or _DATABASES):
            figures.append(figure)
            if not as_json:
                click.echo(figure.words())
    if as_json:
        answer({"figures": [figure.to_json() for figure in figures]}, [], as_json=True)
    leave(refused=any(figure.kept is False for figure in figures))


def _measured(name: str, rows: int, databases: tuple[str, ...]) -> Iterator[Figure]:
    module, function = _BENCHES[name]
    bench: Callable[..., Iterator[Figure]] = getattr(
        importlib.import_module(f"encours.jobs.bench.{module}"), function
    )
    return bench(rows, databases) if name in _OF_EACH_DATABASE else bench(rows)
