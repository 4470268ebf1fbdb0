"""The engine of many machines: Apache Spark (`encours[spark]`), one task a part, by `mapInArrow`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from encours.acts.engines.mapping import Progress, Work
from encours.core.refusals import RuleError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_PART_CUSTOMERS: Final = 20_000  # of one part: some tens of megabytes
_HERE: Final = "local[2]"


@dataclass(frozen=True, slots=True)
class Spark:
    """A cluster by its address (`spark://…`, `yarn`, `k8s://…`); without one, a cluster of this machine's own.

    Its machines have this same version of Encours installed, and nothing of its database: what they are handed is all
    that they work from.
    """

    master: str = ""

    def parts(self, customers: int) -> int:
        """One for every twenty thousand customers, two at least."""
        return max(2, -(-customers // _PART_CUSTOMERS))

    def close(self) -> None:
        """End the session, and the cluster where it is this machine's own."""
        _session(self.master).stop()

    def mapped(
        self, work: Work, tasks: pa.Table, to: pa.Schema, progress: Progress | None = None
    ) -> pa.Table:
        """One task a row; a task whose machine is lost is done again by another, from the same row.

        Raises
            RuleError: `engine_wrong`, PySpark or Java is not installed.
        """
        frame = _session(self.master).createDataFrame(tasks).repartitionByRange(tasks.num_rows, "part")
        told: pa.Table = frame.mapInArrow(partial(_each, work, to), _ddl(to)).toArrow()
        if progress is not None:
            progress(1, 1)
        return told.cast(to)


def _each(work: Work, to: pa.Schema, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What `mapInArrow` is given: Arrow batches in, Arrow batches out, a row at a time."""
    for batch in batches:
        for row in batch.to_pylist():
            yield pa.RecordBatch.from_pylist([work(row)], schema=to)


def _ddl(of: pa.Schema) -> str:
    return ", ".join(f"{one.name} {'binary' if pa.types.is_binary(one.type) else 'bigint'}" for one in of)


def _session(master: str) -> SparkSession:
    """A session of its own: workers run the Python of this process, with the same modules to import."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as absent:
        raise RuleError(
            "engine_wrong", "Spark n’est pas installé : pip install encours[spark], et Java 17 au moins."
        ) from absent
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder
    settings: dict[str, str] = {
        "spark.master": master or _HERE,
        "spark.app.name": "encours",
        "spark.ui.enabled": "false",
        "spark.driver.maxResultSize": "0",
        "spark.executorEnv.PYTHONPATH": os.pathsep.join(sys.path),
        **({} if master else {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    create: Callable[[], SparkSession] = builder.getOrCreate
    try:
        return create()
    except (PySparkRuntimeError, OSError) as failed:
        raise RuleError(
            "engine_wrong", f"Spark ne démarre pas (Java 17 au moins est-il là ?) : {failed}"
        ) from failed
