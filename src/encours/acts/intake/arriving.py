"""Files that came by themselves are taken in as a person's are, each with the proof of where it came from.

The same coming is one arrival: interrupted anywhere and done again, it is neither taken in nor told twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from encours.acts.import_file.laying import laid_aside, rank_of
from encours.acts.import_file.many import Became, File, import_many, unpacked
from encours.core.evidence import canonical
from encours.core.refusals import UnreadableFileError
from encours.records.history.writing import Record, recording
from encours.records.intake.models import Arrival, Place
from encours.records.mappings.models import Upload
from encours.records.parties.models import Creditor

TAKING: Final = "rule:intake@1"
_NAMED: Final = 200


@dataclass(frozen=True, slots=True)
class Come:
    """A file that came: `mark` tells this coming from another of the same bytes, `proof` is what is known of it."""

    file: File
    mark: str
    proof: Mapping[str, Any]
    received_id: int | None = None
    number: int = 0
    refused: UnreadableFileError | None = None  # before it was read


@dataclass(slots=True)
class _One:
    """A file to take in: what came, or a part of an archive that came."""

    come: Come
    file: File
    sha256: str
    fingerprint: str
    became: Became | None = None
    upload: Upload | None = None
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Taking:
    """Who takes in, when, and where what is kept lies."""

    author: str
    at: datetime
    on: date
    home: Path
    cause: str = ""


def take_in_come(
    creditor: Creditor, place: Place, come: Sequence[Come], taking: Taking, *, allowed: bool = True
) -> list[list[Arrival]]:
    """Take in what came, and write what became of it; for each, its arrivals (several for an archive).

    `allowed` False: nothing is read yet, a person is asked.
    """
    ones = [list(_opened(each)) for each in come]
    known = _known(creditor, [one for each in ones for one in each])
    fresh = [one for each in ones for one in each if one.fingerprint not in known]
    if allowed:
        _take_in(creditor, fresh, taking)
    else:
        for one in fresh:
            one.proposed = one.became is None
    if fresh:
        known |= _written(creditor, place, fresh, taking)
    return [[known[one.fingerprint] for one in each] for each in ones]


def _opened(come: Come) -> Iterator[_One]:
    """What came; of an archive, each of its files."""
    if come.refused is not None:
        yield _one(come, come.file, come.refused)
        return
    try:
        files = list(unpacked(come.file))
    except UnreadableFileError as wrong:
        yield _one(come, come.file, wrong)
        return
    for file in files or [come.file]:
        yield _one(come, file)


def _one(come: Come, file: File, refused: UnreadableFileError | None = None) -> _One:
    sha256 = hashlib.sha256(file.content).hexdigest()
    fingerprint = hashlib.sha256(f"{come.mark}\0{file.name}\0{sha256}".encode())
    became = Became(file, refused=refused) if refused is not None else None
    return _One(come, file, sha256, fingerprint.hexdigest(), became)


def _known(creditor: Creditor, ones: Sequence[_One]) -> dict[str, Arrival]:
    rows = Arrival.objects.of([creditor.pk]).filter(fingerprint__in={one.fingerprint for one in ones})
    return {row.fingerprint: row for row in rows}


def _take_in(creditor: Creditor, ones: Sequence[_One], taking: Taking) -> None:
    """Import each, or lay it aside; what could not be opened stays refused."""
    ready: dict[int, _One] = {}
    for one in sorted((one for one in ones if one.became is None), key=lambda one: rank_of(one.file)):
        try:
            one.upload = laid_aside(creditor, one.file, author=taking.author, at=taking.at, home=taking.home)
        except UnreadableFileError as wrong:
            one.became = Became(one.file, refused=wrong)
            continue
        if one.upload is None:
            ready[id(one.file)] = one
    told: dict[str, Any] = {"author": taking.author, "at": taking.at, "on": taking.on, "home": taking.home}
    for became in import_many(creditor, [one.file for one in ready.values()], **told):
        ready[id(became.file)].became = became


def _written(creditor: Creditor, place: Place, ones: Sequence[_One], taking: Taking) -> dict[str, Arrival]:
    """The arrivals, in one act; one that another worker wrote meanwhile is that one."""
    cause = taking.cause or f"{place.kind} {place.path}"
    with recording(creditor, "take_in_files", author=taking.author, cause=cause, at=taking.at) as record:
        known = _known(creditor, ones)
        named = _named_before(creditor, ones)
        made = [_arrival(record, place, one, named) for one in ones if one.fingerprint not in known]
        Arrival.objects.bulk_create(made)
        record.wrote(Arrival, made)
        record.tell(
            place=place.pk,
            files=[[row.name, row.sha256, row.state] for row in made[:_NAMED]],
            arrivals=len(made),
        )
    return known | {row.fingerprint: row for row in made}


def _named_before(creditor: Creditor, ones: Sequence[_One]) -> set[int]:
    """The imports that an arrival names already."""
    keys = {one.became.result.intake.pk for one in ones if one.became and one.became.result}
    rows = Arrival.objects.of([creditor.pk]).filter(intake_id__in=keys)
    return set(rows.values_list("intake_id", flat=True))


def _arrival(record: Record, place: Place, one: _One, named: set[int]) -> Arrival:
    refused = one.became.refused if one.became else None
    intake = one.became.result.intake if one.became and one.became.result else None
    row = Arrival(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        place=place,
        name=one.file.name[-300:],
        sha256=one.sha256,
        size=len(one.file.content),
        fingerprint=one.fingerprint,
        proof=canonical(dict(one.come.proof)),
        state=_state(one, named, record.entry.author),
        rule=refused.rule[:60] if refused else "",
        sentence=refused.sentence if refused else "",
        remedy=refused.remedy if refused else "",
        intake=intake,
        upload=one.upload,
        received_id=one.come.received_id,
        number=one.come.number,
    )
    if intake is not None:
        named.add(intake.pk)
    return row


def _state(one: _One, named: set[int], author: str) -> str:
    """What became of it. Taken in before an interruption, and not yet told, it is taken, not known before."""
    if one.proposed:
        return "proposed"
    if one.upload is not None:
        return "asked" if one.upload.plan is None else "queued"
    result = one.became.result if one.became else None
    if one.became is not None and one.became.printed is not None:
        return "asked"
    if result is None:
        return "refused"
    interrupted = result.intake.by == author and result.intake.pk not in named
    return "again" if result.again and not interrupted else "taken"
