"""Taking in what a file of companies says of the customers who have a SIREN: state, sector, size, seat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from encours.acts.quality.assess import look_again
from encours.core.companies import Company
from encours.records.companies.models import Registered
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer

_AT_ONCE: Final = 1_000
_KEPT: Final = ("siren", "name", "state", "naf", "section", "size", "address", "postcode", "city", "ended_on")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many customers have a SIREN, how many the file told of, and what was new of them."""

    asked: int
    found: int
    changed: int
    ceased: int


def sirens_of(creditor: Creditor) -> dict[str, list[int]]:
    """The customers by their SIREN; several accounts may be of one company."""
    told: dict[str, list[int]] = defaultdict(list)
    rows = Customer.objects.of([creditor.pk]).filter(merged_into__isnull=True).exclude(siren="")
    for key, siren in rows.values_list("pk", "siren"):
        told[siren].append(key)
    return dict(told)


def take_in_companies(
    creditor: Creditor, companies: Iterable[Company], *, on: date, source: str, author: str, at: datetime
) -> TakenIn:
    """Keep what a file (`source`) says of customers, with its day; what a file leaves out stays as it was.

    Nothing is corrected in a customer's file by itself, and a person takes the address over (`take_over`).
    """
    whose = sirens_of(creditor)
    told: dict[str, Company] = {}
    for one in companies:  # a company may be told in two lines, its unit and its seat
        told[one.siren] = _completed(told.get(one.siren), one)
    with recording(creditor, "take_in_companies", author=author, cause=source, at=at) as record:
        known = {row.customer_id: row for row in Registered.objects.of([record.creditor.pk])}
        before = {customer: row.state for customer, row in known.items()}
        rows = [
            _kept(record, customer, company, known.get(customer), on)
            for siren, company in told.items()
            for customer in whose.get(siren, ())
        ]
        changed = [row for row, moved in rows if moved]
        _write([row for row, _moved in rows])
        look_again(
            record, [row.customer_id for row in changed if row.state != before.get(row.customer_id, "")]
        )
        made = TakenIn(
            asked=sum(map(len, whose.values())),
            found=len(rows),
            changed=len(changed),
            ceased=sum(row.state == "ceased" for row, _moved in rows),
        )
        record.tell(source=source, **asdict(made))
    return made


def _completed(before: Company | None, now: Company) -> Company:
    """What two lines say of one company: the later one, and the earlier one where it says nothing."""
    if before is None:
        return now
    kept = {name: getattr(now, name) or getattr(before, name) for name in _KEPT}
    return Company(**kept)


def _kept(
    record: Record, customer: int, company: Company, known: Registered | None, on: date
) -> tuple[Registered, bool]:
    """The row of one customer, and whether it says anything new."""
    row = known or Registered(creditor=record.creditor, customer_id=customer)
    before = {name: getattr(row, name) for name in _KEPT}
    for name in _KEPT:
        setattr(row, name, getattr(company, name) or before[name])
    if row.state == "active":
        row.ended_on = None
    row.asked_on = on
    moved = known is None or any(getattr(row, name) != before[name] for name in _KEPT)
    if moved:
        row.recorded_at, row.entry = record.at, record.entry
        record.of(
            customer, siren=row.siren, state=row.state, naf=row.naf, size=row.size, ended_on=row.ended_on
        )
        if known is not None and (before["section"], before["size"]) == (row.section, row.size):
            record.untouched.add(customer)  # no segment looks at the rest
    return row, moved


def _write(rows: list[Registered]) -> None:
    Registered.objects.bulk_create([row for row in rows if row.pk is None], batch_size=_AT_ONCE)
    Registered.objects.bulk_update(
        [row for row in rows if row.pk is not None],
        [*_KEPT, "asked_on", "recorded_at", "entry"],
        batch_size=_AT_ONCE,
    )
