"""Taking in what lies in a watched folder: read once it is whole, then put away beside what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from encours.acts.import_file.many import File
from encours.acts.intake.arriving import Come, Taking, take_in_come
from encours.core.refusals import UnreadableFileError
from encours.records.intake.folders import DONE, REFUSED, Folder, Lying
from encours.records.intake.models import Arrival, Place
from encours.records.parties.models import Creditor

_TOGETHER, _BYTES = 500, 64 * 1024**2
Words = Callable[[Sequence[Arrival]], str]


@dataclass(frozen=True, slots=True)
class Put:
    """A file put away: under which folder, and its arrivals."""

    name: str
    under: str
    arrivals: list[Arrival]


def take_in_folder(
    creditor: Creditor,
    place: Place,
    folder: Folder,
    lying: Iterable[Lying],
    taking: Taking,
    *,
    words: Words,
) -> Iterator[Put]:
    """Take in these files, some hundreds at a time, and put each away; `words` says why one was refused."""
    for batch in _batches(folder, lying, place, taking):
        arrivals = take_in_come(creditor, place, [come for _one, come in batch], taking)
        for (one, _come), own in zip(batch, arrivals, strict=True):
            under = REFUSED if any(row.state == "refused" for row in own) else DONE
            folder.put_away(one, under, words(own) if under == REFUSED else "")
            yield Put(one.name, under, own)


def _batches(
    folder: Folder, lying: Iterable[Lying], place: Place, taking: Taking
) -> Iterator[list[tuple[Lying, Come]]]:
    batch: list[tuple[Lying, Come]] = []
    size = 0
    for one in lying:
        come = _come(folder, one, place, taking)
        if come is None:
            continue  # it is being written to: the next look meets it again
        batch.append((one, come))
        size += len(come.file.content)
        if len(batch) == _TOGETHER or size > _BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _come(folder: Folder, one: Lying, place: Place, taking: Taking) -> Come | None:
    name = one.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # some names are no text
    proof: dict[str, Any] = {
        "folder": str(folder.path),
        "name": name,
        "inode": one.inode,
        "changed_ns": str(one.changed_ns),
        "size": one.size,
        "seen_at": taking.at.isoformat(),
    }
    mark = f"folder|{place.pk}|{name}|{one.inode}|{one.changed_ns}"
    try:
        content = folder.read(one)
    except UnreadableFileError as wrong:
        return Come(File(name, b""), mark, proof, refused=wrong)
    return None if content is None else Come(File(name, content), mark, proof)
