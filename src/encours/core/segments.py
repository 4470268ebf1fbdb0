"""Segments: what kind of customer this is, by stored facts alone, so that no day changes it by passing."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from encours.core import companies
from encours.core.companies import ACTIVE, CEASED, SECTIONS
from encours.core.refusals import RuleError
from encours.core.scenario import Scenario


class Segment(StrEnum):
    """One per customer, the first that fits, in this order."""

    CONSUMER = "consumer"  # protected by the Code de la consommation
    PUBLIC = "public"  # a public debtor: its own rate and its own delays
    NO_CONTACT = "no_contact"  # neither e-mail nor postal address: first find one
    LATE = "late"  # a step beyond courtesy was delivered for an item still open
    LARGE = "large"  # owes much: a person looks
    STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where a customer becomes `large`, in whole cents of open items of all kinds."""

    large_cents: int = 5_000_000


DEFAULT_THRESHOLDS = Thresholds()
OWN = "own:"  # before the code of a segment of the creditor's own
TESTS = ("is", "at_least", "at_most", "filled")
MOST_OWN = 20
# What the register of companies says of a customer, named as the fields are: no field of a creditor's own has
# a number below zero.
SECTOR, STAFF, STATE = -1, -2, -3
OF_REGISTER = {SECTOR: False, STAFF: True, STATE: False}  # and which are compared by more and less
_CODE = re.compile(r"[a-z][a-z0-9_]{0,15}", re.ASCII)
_ASKED = {
    SECTOR: "Un secteur se donne par sa lettre de la NAF, de A à U : F pour la construction.",
    STAFF: "Un effectif se donne en nombre de salariés, sans décimale.",
    STATE: "L’état d’une entreprise est « en activité » ou « cessée ».",
}


@dataclass(frozen=True, slots=True)
class OwnSegment:
    """A segment of the creditor's own: the customers of whom a field of its own says so.

    `key` is what `is` compares, `number` what `at_least` and `at_most` do (`core.custom_fields.Value`).
    """

    code: str
    label_fr: str
    label_en: str
    field: int
    test: str
    key: str = ""
    number: int | None = None

    @property
    def segment(self) -> str:
        """The code under which positions keep it."""
        return f"{OWN}{self.code}"


def own_to_json(segments: Sequence[OwnSegment]) -> list[dict[str, Any]]:
    """Plain values, as they are kept."""
    return [asdict(one) for one in segments]


def own_from_json(text: str) -> list[OwnSegment]:
    """The segments as they were kept."""
    return [OwnSegment(**one) for one in json.loads(text)["segments"]]


def check_own(segments: Sequence[OwnSegment], measured: Mapping[int, bool]) -> None:
    """Refuse (RuleError) segments that cannot be told; `measured` names the fields, and which are compared by more."""
    if len(segments) > MOST_OWN:
        raise RuleError("segments_wrong", f"Un créancier a {MOST_OWN} segments au plus.")
    if len({one.code for one in segments}) < len(segments):
        raise RuleError("segments_wrong", "Deux segments portent le même code.")
    for one in segments:
        if not _CODE.fullmatch(one.code) or not one.label_fr.strip():
            raise RuleError(
                "segments_wrong",
                "Un segment a un code de seize lettres au plus, sans accent, et un nom.",
            )
        name = one.label_fr
        if one.field not in measured or one.test not in TESTS:
            raise RuleError("segments_wrong", f"Le segment « {name} » ne dit pas sur quel champ il porte.")
        if one.test in {"at_least", "at_most"} and (not measured[one.field] or one.number is None):
            raise RuleError(
                "segments_wrong", f"Le segment « {name} » compare un champ qui n’a pas de mesure."
            )
        if one.test == "is" and not one.key:
            raise RuleError("segments_wrong", f"Le segment « {name} » ne dit pas à quelle valeur.")


def register_value(field: int, written: str) -> tuple[str, int | None]:
    """What a fact of the register is compared to, `key` and `number`, as a person writes it.

    Raises
        RuleError: what is no section of the NAF, no number of people, no state.
    """
    text = written.strip()
    if field == STAFF and text.isdecimal():
        return text, int(text)
    if field == SECTOR and text.upper() in SECTIONS:
        return text.upper(), None
    if field == STATE and text.lower() in (ACTIVE, CEASED):
        return text.lower(), None
    raise RuleError("segments_wrong", _ASKED[field])


def registered_values(rows: pl.DataFrame) -> pl.DataFrame:
    """What the register says (customer_id, section, size, state), in the columns that `own_of` takes.

    A band of staff is as many people as it begins with.
    """
    least = {band: first for band, (first, _last) in companies.STAFF.items()}
    staff = pl.col("size").replace_strict(least, default=None, return_dtype=pl.Int64)
    parts = [
        rows.select("customer_id", field_id=pl.lit(SECTOR), key="section", number=pl.lit(None, pl.Int64)),
        rows.select("customer_id", field_id=pl.lit(STAFF), key=staff.cast(pl.String), number=staff),
        rows.select("customer_id", field_id=pl.lit(STATE), key="state", number=pl.lit(None, pl.Int64)),
    ]
    told = pl.concat(part.cast({"field_id": pl.Int64}) for part in parts)
    return told.filter(pl.col("key").fill_null("") != "")


def own_of(values: pl.DataFrame, segments: Sequence[OwnSegment]) -> pl.DataFrame:
    """The first segment that fits each customer: `customer_id`, `own_segment`.

    `values` says what the fields named say: `customer_id`, `field_id`, `key`, `number`; those empty left out.
    """
    fitting = [
        values.lazy()
        .filter(_fits(one))
        .select("customer_id", rank=pl.lit(rank), own_segment=pl.lit(one.segment))
        for rank, one in enumerate(segments)
    ]
    if not fitting:
        return pl.DataFrame(schema={"customer_id": pl.Int64, "own_segment": pl.String})
    first = pl.concat(fitting).sort("rank").unique("customer_id", keep="first", maintain_order=True)
    return first.select("customer_id", "own_segment").collect()


def _fits(one: OwnSegment) -> pl.Expr:
    named = pl.col("field_id") == one.field
    if one.test == "is":
        return named & (pl.col("key") == one.key)
    if one.test == "at_least":
        return named & (pl.col("number") >= one.number)
    return named & (pl.col("number") <= one.number) if one.test == "at_most" else named


def named_fields(segments: Collection[OwnSegment]) -> list[int]:
    """The fields that must be read to tell these segments."""
    return sorted({one.field for one in segments})


def with_segment(
    customers: pl.LazyFrame,
    items: pl.LazyFrame,
    scenario: Scenario,
    thresholds: Thresholds,
    own: pl.DataFrame | None = None,
) -> pl.LazyFrame:
    """Add `segment` to customers (CustomerFacts) from their open items (OpenItem).

    `own` (`own_of`) names those in a segment of the creditor's own: whom the law protects, and who cannot be
    reached, stay where they are.
    """
    owed = items.group_by("customer_id").agg(
        pl.col("open_cents").clip(lower_bound=0).sum().alias("owed_cents"),
        pl.col("delivered_position").max().alias("reached"),
    )
    known = customers.join(owed, on="customer_id", how="left")
    if own is None or own.is_empty():
        return known.with_columns(segment=segment(scenario, thresholds)).drop("owed_cents", "reached")
    theirs = segment(scenario, thresholds, pl.col("own_segment"))
    joined = known.join(own.lazy(), on="customer_id", how="left").with_columns(segment=theirs)
    return joined.drop("owed_cents", "reached", "own_segment")


def segment(scenario: Scenario, thresholds: Thresholds, own: pl.Expr | None = None) -> pl.Expr:
    """The segment from regime, addresses, `owed_cents` and `reached` (highest delivered position)."""
    theirs = pl.lit(None, pl.String) if own is None else own
    courtesy = max((step.position for step in scenario.steps if step.courtesy), default=0)
    return (
        pl.when(pl.col("regime") == "consumer")
        .then(pl.lit(Segment.CONSUMER.value))
        .when(pl.col("regime") == "public")
        .then(pl.lit(Segment.PUBLIC.value))
        .when(~pl.col("has_email") & ~pl.col("has_address"))
        .then(pl.lit(Segment.NO_CONTACT.value))
        .when(theirs.is_not_null())
        .then(theirs)
        .when(pl.col("reached") > courtesy)
        .then(pl.lit(Segment.LATE.value))
        .when(pl.col("owed_cents") >= thresholds.large_cents)
        .then(pl.lit(Segment.LARGE.value))
        .otherwise(pl.lit(Segment.STANDARD.value))
    )
