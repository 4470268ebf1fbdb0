"""What an engine is, and which ones there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import pyarrow as pa

from encours.core.refusals import RuleError

Progress = Callable[[int, int], object]


class Work(Protocol):
    """A pure function from a row to a row, that processes can be handed."""

    def __call__(self, row: Mapping[str, Any], progress: Progress | None = None) -> dict[str, Any]:
        """The row that comes of `row`."""


class Engine(Protocol):
    """Maps work over rows, each by itself; the order of what comes back tells nothing."""

    def parts(self, customers: int) -> int:
        """In how many parts it wants so many customers."""

    def mapped(
        self, work: Work, tasks: pa.Table, to: pa.Schema, progress: Progress | None = None
    ) -> pa.Table:
        """The rows that come of `tasks`, in the shape `to`."""

    def close(self) -> None:
        """Give back what it holds of its machines."""


def engine_named(name: str, master: str = "") -> Engine:
    """The engine of that name (`local`, `spark`); `master` is the address of a Spark cluster.

    Raises
        RuleError: `engine_wrong`, there is none of that name, or what it needs is not installed.
    """
    from encours.acts.engines.local import Local

    if name == "local":
        return Local()
    if name == "spark":
        from encours.acts.engines.spark import Spark

        return Spark(master)
    raise RuleError("engine_wrong", f"Aucun moteur ne s’appelle « {name} » : choisir local ou spark.")
