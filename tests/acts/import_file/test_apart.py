"""A long table is written part after part, and gives what it would have given at once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from encours.acts.import_file import apart, import_file, mapped, preparing
from encours.acts.import_file.apart import Rows, laid_apart
from encours.core.mapping.plan import Mapping
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.models import Leaf
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from same_tables import facts_of, killed

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
HEAD = "Compte;Facture;Date;Montant TTC;Reste dû\n"
# Several invoices a customer, one told twice, one paid in part, numbers written in two ways, a row that is refused.
FIRST = (
    HEAD
    + "".join(f"C{rank % 7};F-{rank};02/03/2026;{100 + rank},00;\n" for rank in range(40))
    + ("C1;F-1;02/03/2026;101,00;50,00\nC2;F 2;02/03/2026;102,00;\nC3;;02/03/2026;9,00;\n")
)
SECOND = HEAD + "C0;F-7;02/03/2026;107,00;0,00\nC1;f1;02/03/2026;101,00;20,00\nC9;N-1;02/03/2026;5,00;\n"
PLAN = Mapping(
    "invoices",
    {"account": "Compte", "number": "Facture", "issued_on": "Date", "amount_cents": "Montant TTC",
     "open_cents": "Reste dû"},
)  # fmt: skip


def take(creditor: Creditor, text: str, house: Path) -> Intake:
    told = {"author": "cli", "at": AT, "on": ON, "home": house}
    return import_file(creditor, text.encode(), "a.csv", mapping=PLAN, **told).intake  # type: ignore[arg-type] # one call's words


@pytest.mark.both
@pytest.mark.parametrize("staged", [True, False])
def test_a_table_in_parts_gives_the_same_tables_and_the_same_leaves(
    house: Path, monkeypatch: pytest.MonkeyPatch, *, staged: bool
) -> None:
    firm, twin = (Creditor.objects.create(name=f"Vauban {rank}") for rank in (1, 2))
    whole = [take(firm, text, house).counts for text in (FIRST, SECOND)]
    monkeypatch.setattr(apart, "PART", 5)
    if staged:
        monkeypatch.setattr(preparing, "MANY", 0)
    assert [take(twin, text, house).counts for text in (FIRST, SECOND)] == whole
    assert facts_of(twin) == facts_of(firm)
    leaves = [Leaf.objects.filter(creditor=one, customer_id__isnull=False).count() for one in (firm, twin)]
    assert leaves[0] == leaves[1]
    seal(twin.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(twin.pk, home=house).findings == []


@pytest.mark.parametrize("place", [12, 20, 28, 36, 44])
def test_killed_between_two_parts_nothing_is_written_and_run_again_all_is(
    house: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    firm, twin = (Creditor.objects.create(name=f"Vauban {rank}") for rank in (1, 2))
    take(firm, FIRST, house)
    monkeypatch.setattr(apart, "PART", 5)
    killed(place, lambda: take(twin, FIRST, house))
    assert not Receivable.objects.filter(creditor=twin).exists()
    take(twin, FIRST, house)
    assert facts_of(twin) == facts_of(firm)


def test_rows_of_one_customer_stand_in_one_part_merged_accounts_among_them(tmp_path: Path) -> None:
    frame = pl.DataFrame({"account": [f"C{rank % 9}" for rank in range(90)], "line": range(90)})
    with laid_apart([frame[:50], frame[50:]], expected=200_000, merged={"C1": "C2"}, home=tmp_path) as rows:
        parts = list(rows.parts())
        assert rows.whole().equals(frame)
    assert len(parts) > 1
    found = [set(part["account"].replace({"C1": "C2"})) for part in parts]
    assert sum(map(len, found)) == len(set.union(*found))
    assert all(part["line"].is_sorted() for part in parts)


def test_a_table_without_a_row_has_one_empty_part(tmp_path: Path) -> None:
    empty = pl.DataFrame(schema={"account": pl.String, "line": pl.Int64})
    with laid_apart([empty], expected=0, merged={}, home=tmp_path) as rows:
        assert [len(part) for part in rows.parts()] == [0]


def test_nothing_is_left_of_what_was_laid_aside(tmp_path: Path) -> None:
    frame = pl.DataFrame({"account": ["C1"], "line": [1]})
    with laid_apart([frame], expected=1, merged={}, home=tmp_path) as rows:
        assert isinstance(rows, Rows)
    assert list(tmp_path.iterdir()) == []


def test_rows_of_one_customer_sealed_twice_in_one_entry_are_refused(house: Path) -> None:
    creditor = Creditor.objects.create(name="Vauban")
    take(creditor, FIRST, house)
    row = Receivable.objects.order_by("pk")[0]
    record = Record(entry=row.entry, creditor=creditor, at=AT)
    record.wrote(Receivable, [row])
    record.fold()
    record.wrote(Receivable, [row])
    with pytest.raises(RuntimeError, match="sealed twice"):
        record.digests()


def test_a_long_table_of_the_house_s_own_form_is_read_as_any_other(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "account;number;issued_on;amount\nC1;F-1;2026-03-02;10,00\n"
    firm, twin = (Creditor.objects.create(name=f"Vauban {rank}") for rank in (1, 2))
    told = {"author": "cli", "at": AT, "on": ON, "home": house}
    assert import_file(firm, rows.encode(), "a.csv", **told).intake.format == "companion"  # type: ignore[arg-type] # one call's words
    monkeypatch.setattr(mapped, "LONG", 1)
    assert import_file(twin, rows.encode(), "a.csv", **told).intake.format == "tables"  # type: ignore[arg-type] # one call's words
    of = ("number", "amount_cents", "issued_on", "due_on", "open_cents")
    assert [*Receivable.objects.filter(creditor=firm).values_list(*of)] == [
        *Receivable.objects.filter(creditor=twin).values_list(*of)
    ]
