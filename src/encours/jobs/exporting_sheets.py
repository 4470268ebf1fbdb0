"""What the exports of sheets share: for which day, to which file, never over another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from encours.jobs.opening import BadInputError

day_option = click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The day told; today if it is not said."
)


def out_option(told: str) -> Callable[[Any], Any]:
    """Add `--out`."""
    return click.option(
        "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help=told
    )


def written(out: Path, content: bytes) -> None:
    """Write a new file.

    Raises
        BadInputError: there is one already, or the folder does not take it.
    """
    try:
        with out.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise BadInputError(f"{out} existe déjà : choisir un autre nom.") from error
    except OSError as error:
        raise BadInputError(f"{out} ne peut pas être écrit : {error.strerror}.") from error
