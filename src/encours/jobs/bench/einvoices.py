"""`bench einvoices`: Factur-X XML read, taken in together, and one by one, against lxml parsing the same bytes."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from encours.jobs.bench.children import floor, product
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import sqlite_house
from encours.jobs.opening import home, now, open_house

_MOST, _TAKEN_IN = 10_000, 1_000
_A_MINUTE = 60
_TARGET = 10_000  # a minute and core
AUTHOR = "rule:bench@1"


def einvoices(rows: int) -> Iterator[Figure]:
    """At most 10 000 invoices read, then taken in together, on one core; a tenth taken in, each an act of its own."""
    count = min(rows, _MOST)
    with sqlite_house() as house:
        folder = house.home / "invoices"
        product("write_invoices", house, folder=folder, count=count)
        read = product("read_invoices", house, folder=folder).said
        least = floor("einvoices", folder)
        yield Figure(
            f"einvoices {count:_} Factur-X XML read",
            read["documents"] / read["seconds"] * _A_MINUTE,
            "a minute",
            limit=_TARGET,
            at_least=True,
        )
        yield Figure("einvoices reading", read["seconds"], "s", floor=least["seconds"])
        product("open_empty", house)
        together = product("take_together", house, folder=folder).said
        yield Figure(
            f"einvoices {together['documents']:_} taken in together",
            together["documents"] / together["seconds"] * _A_MINUTE,
            "a minute",
            limit=_TARGET,
            at_least=True,
        )
    with sqlite_house() as house:
        folder = house.home / "invoices"
        product("write_invoices", house, folder=folder, count=min(count, _TAKEN_IN))
        product("open_empty", house)
        taken = product("take_invoices", house, folder=folder, count=min(count, _TAKEN_IN)).said
        yield Figure(
            f"einvoices {taken['documents']:_} taken in, an act each",
            taken["documents"] / taken["seconds"] * _A_MINUTE,
            "a minute",
        )


def write_invoices(folder: str, count: int) -> dict[str, Any]:
    """Write the invoices."""
    from big_invoices import invoices  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    return {"bytes": invoices(Path(folder), count)}


def read_invoices(folder: str) -> dict[str, Any]:
    """Read every document, its sums checked, the bytes read beforehand."""
    from encours.formats.einvoice.reading import read_document

    contents = [path.read_bytes() for path in sorted(Path(folder).glob("*.xml"))]
    begun = time.perf_counter()
    for content in contents:
        read_document(content)
    return {"seconds": time.perf_counter() - begun, "documents": len(contents)}


def take_together(folder: str) -> dict[str, Any]:
    """Import every document, as a folder of them is taken in."""
    open_house()
    from encours.acts.import_file.many import File, import_many
    from encours.records.parties.models import Creditor

    creditor, at = Creditor.objects.get(), now()
    paths = sorted(Path(folder).glob("*.xml"))
    begun = time.perf_counter()
    files = (File(path.name, path.read_bytes()) for path in paths)
    for _became in import_many(creditor, files, author=AUTHOR, at=at, on=at.date(), home=home()):
        pass
    return {"seconds": time.perf_counter() - begun, "documents": len(paths)}


def take_invoices(folder: str, count: int) -> dict[str, Any]:
    """Import so many documents, as `encours import` does."""
    open_house()
    from encours.acts.import_file import import_file
    from encours.records.parties.models import Creditor

    creditor, at = Creditor.objects.get(), now()
    paths = sorted(Path(folder).glob("*.xml"))[:count]
    begun = time.perf_counter()
    for path in paths:
        import_file(creditor, path.read_bytes(), path.name, author=AUTHOR, at=at, on=at.date(), home=home())
    return {"seconds": time.perf_counter() - begun, "documents": len(paths)}
