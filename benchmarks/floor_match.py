"""FLOOR of `bench match`: the same bank lines against the same open items as a plain Polars script, nothing kept.

Frozen: a change to this file is a commit of its own that states the old and the new figure.

Reads `lines`, `items`, `payers` and `customers` of a folder (Parquet), then: numbers, orders, references, ranges and
lists by regular expressions and a hash join; digits at the end of a number with the exact amount; known payers
(account or name) with the exact amount; names by trigrams, blocked on the rarest; sums of any of a known payer's
items. No order among lines, no item kept from being paid twice, no reason, no candidate: what a script does that
only finds.

    python benchmarks/floor_match.py folder
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import polars as pl

_GAP = "[ ./_-]{0,3}"
_NUMBER = (
    rf"(?:FA|AV){_GAP}[0-9]{{4}}{_GAP}[0-9]{{6,7}}|\bF{_GAP}[0-9]{{5,7}}|PO{_GAP}[0-9]{{5,6}}"
    r"|RF[0-9]{2}(?: ?[A-Z0-9]{1,4}){1,6}|\b[0-9]{5,10}\b"
)
_SERIES = "((?:FA-[0-9]{4}-|F)?)([0-9]{5,7})"
_RANGE = rf"{_SERIES} ?(?:À|A|AU|TO|-|>) ?(?:FA-[0-9]{{4}}-|F)?([0-9]{{5,7}})\b"
_LIST = rf"{_SERIES}((?:[/,+-][0-9]{{2}})+)\b"
_LONGEST = 60
_TAIL = 5
_MOST_ITEMS = 30
_RAREST, _ALIKE = 3, 0.6


def named(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Numbers and references in the words, joined to the items that bear them."""
    words = pl.concat_str("wording", "reference", "end_to_end_id", separator="|", ignore_nulls=True)
    said = lines.select("line_id", words=words.str.to_uppercase())
    found = said.select("line_id", key=pl.col("words").str.extract_all(_NUMBER)).explode(
        "key", empty_as_null=False
    )
    one = found.with_columns(pl.col("key").str.replace_all("[^A-Z0-9]", "").str.replace("^RF[0-9]{2}", ""))
    number, order = (pl.col(name).str.replace_all("-", "", literal=True) for name in ("number", "po_number"))
    keys = [
        items.select("receivable_id", key=key)
        for key in (number, number.str.extract("^[A-Z]+([0-9]{5,})$"), order)
    ]
    return (
        pl.concat([one, *several(said)])
        .join(pl.concat(keys).drop_nulls("key"), on="key")
        .select("line_id", "receivable_id")
    )


def several(said: pl.DataFrame) -> list[pl.DataFrame]:
    """Numbers from one to another, and those of which only the last two digits are told: `line_id, key`."""
    head = pl.col("1").str.replace_all("-", "", literal=True)
    first, last = pl.col("2").cast(pl.Int64), pl.col("3").cast(pl.Int64)
    ranges = _groups(said, _RANGE).filter((last - first).is_between(1, _LONGEST))
    between = ranges.with_columns(rank=pl.int_ranges(first, last + 1)).explode("rank")
    digits = pl.col("rank").cast(pl.String).str.zfill(pl.col("2").str.len_chars())
    listed = _groups(said, _LIST).with_columns(end=pl.col("3").str.extract_all("[0-9]{2}")).explode("end")
    return [
        between.select("line_id", key=head + digits),
        listed.select("line_id", key=head + pl.col("2").str.head(-2) + pl.col("end")),
    ]


def _groups(said: pl.DataFrame, pattern: str) -> pl.DataFrame:
    return (
        said.select("line_id", parts=pl.col("words").str.extract_groups(pattern))
        .unnest("parts")
        .drop_nulls("3")
    )


def by_digits(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """The digits at the end of a number, beside the exact amount."""
    said = lines.select(
        "line_id", "amount_cents", digits=pl.col("wording").str.extract_all(r"[0-9]{5,}")
    ).explode("digits", empty_as_null=False)
    said = said.with_columns(tail=pl.col("digits").str.tail(_TAIL)).drop_nulls()
    keys = items.select("receivable_id", "open_cents", tail=pl.col("number").str.tail(_TAIL))
    found = said.join(keys, left_on=["tail", "amount_cents"], right_on=["tail", "open_cents"])
    return found.select("line_id", "receivable_id")


def senders(lines: pl.DataFrame, payers: pl.DataFrame) -> pl.DataFrame:
    """Lines of a known account or name: `line_id, customer_id`."""
    known = payers.select("customer_id", key=pl.col("value").str.to_uppercase())
    return pl.concat(
        [
            lines.select("line_id", key=pl.col(column).str.to_uppercase()).join(known, on="key")
            for column in ("iban", "counterparty")
        ]
    ).select("line_id", "customer_id")


def alike(lines: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Customers of the payer's name, else of one that shares most trigrams with it: `line_id, customer_id`."""
    ours = customers.select(id="customer_id", name=pl.col("name").str.to_uppercase())
    told = lines.select("line_id", name=pl.col("counterparty").str.to_uppercase()).drop_nulls()
    same = told.join(ours, on="name").select("line_id", customer_id="id")
    other = told.join(ours, on="name", how="anti")
    names = other.select("name").unique().with_row_index("id")
    near = _near(_trigrams(names), _trigrams(ours))
    found = other.join(names, on="name").join(near, on="id").select("line_id", "customer_id")
    return pl.concat([same, found])


def _near(told: pl.DataFrame, ours: pl.DataFrame) -> pl.DataFrame:
    """Pairs that share their rarest trigrams, then most of them: `id, customer_id`."""
    ours = ours.rename({"id": "customer_id"})
    blocks = (
        told.join(ours.group_by("gram").len("often"), on="gram")
        .sort("id", "often")
        .group_by("id", maintain_order=True)
        .head(_RAREST)
        .join(ours, on="gram")
        .group_by("id", "customer_id")
        .len("blocks")
        .filter(pl.col("blocks") == _RAREST)
    )
    shared = blocks.join(told, on="id").join(ours, on=["gram", "customer_id"])
    sizes = told.group_by("id").len("size")
    counted = shared.group_by("id", "customer_id").len("shared").join(sizes, on="id")
    return counted.filter(pl.col("shared") >= _ALIKE * pl.col("size")).select("id", "customer_id")


def _trigrams(names: pl.DataFrame) -> pl.DataFrame:
    sign = pl.col("name")
    signs = names.select("id", sign.str.split("")).explode("name", empty_as_null=False)
    gram = pl.concat_str(sign, sign.shift(-1), sign.shift(-2))
    whole = pl.col("id") == pl.col("id").shift(-2)
    return (
        signs.select("id", gram=gram, whole=whole)
        .filter("whole")
        .select("id", pl.col("gram").hash())
        .unique()
    )


def exact(lines: pl.DataFrame, items: pl.DataFrame, whose: pl.DataFrame) -> pl.DataFrame:
    """Items of the payer that are exactly the amount."""
    paid = lines.select("line_id", "amount_cents").join(whose, on="line_id")
    keys = items.select("receivable_id", "customer_id", amount_cents="open_cents")
    return paid.join(keys, on=["customer_id", "amount_cents"]).select("line_id", "receivable_id")


def sums(lines: pl.DataFrame, items: pl.DataFrame, whose: pl.DataFrame) -> pl.DataFrame:
    """A set of two items or more of the payer that makes the amount."""
    owed = items.group_by("customer_id").agg("receivable_id", "open_cents")
    few = owed.filter(pl.col("open_cents").list.len().is_between(2, _MOST_ITEMS))
    asked = lines.select("line_id", "amount_cents").join(whose, on="line_id").join(few, on="customer_id")
    rows = []
    for line, amount, keys, cents in asked.select(
        "line_id", "amount_cents", "receivable_id", "open_cents"
    ).iter_rows():
        chosen = making(amount, cents)
        rows.extend((line, key) for at, key in enumerate(keys) if chosen >> at & 1)
    return pl.DataFrame(rows, schema={"line_id": pl.Int64, "receivable_id": pl.Int64}, orient="row")


def making(amount: int, cents: list[int]) -> int:
    """The bits of a set that makes the amount (0: there is none): sums of one half, what is missing in the other."""
    half = len(cents) // 2
    reached, missing = {0: 0}, {amount: 0}
    for at, value in enumerate(cents[:half]):
        reached |= {total + value: bits | 1 << at for total, bits in reached.items()}
    for at, value in enumerate(cents[half:], half):
        missing |= {total - value: bits | 1 << at for total, bits in missing.items()}
    sets = (reached[total] | missing[total] for total in reached.keys() & missing.keys())
    return next((bits for bits in sets if bits.bit_count() > 1), 0)


def left(lines: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Lines for which nothing was found yet."""
    return lines.join(found.select("line_id").unique(), on="line_id", how="anti")


def main() -> None:
    """Print the seconds of the first stage and of the whole, and how many lines were found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    lines, items, payers, customers = (
        pl.read_parquet(asked.folder / f"{name}.parquet")
        for name in ("lines", "items", "payers", "customers")
    )
    begun = time.perf_counter()
    found = named(lines, items)
    named_at = time.perf_counter()
    rest = left(lines, found)
    found = pl.concat([found, by_digits(rest, items)])
    whose = senders(lines, payers)
    found = pl.concat([found, exact(left(rest, found), items, whose)])
    rest = left(rest, found)
    near = alike(rest.join(whose, on="line_id", how="anti"), customers)
    found = pl.concat([found, exact(rest, items, near)])
    found = pl.concat([found, sums(left(rest, found), items, whose)])
    said = {
        "seconds": round(time.perf_counter() - begun, 3),
        "reference_seconds": round(named_at - begun, 3),
        "lines": found["line_id"].n_unique(),
    }
    print(json.dumps(said))


if __name__ == "__main__":
    main()
