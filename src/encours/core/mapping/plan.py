"""What was decided of a layout: which column says what, and how days and amounts are written in it."""

from __future__ import annotations

from collections.abc import Mapping as Named
from dataclasses import asdict, dataclass, field
from typing import Any

from encours.core.mapping.targets import TARGETS
from encours.core.refusals import RuleError

DATE_ORDERS = ("dmy", "mdy", "ymd")
DECIMALS = (",", ".")
_KNOWN = {"target", "columns", "date_order", "decimal", "header_line", "header_rows", "sheet", "fixed"}
_MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Mapping:
    """`columns` gives the heading that says each field, `fixed` a text that is the same on every row.

    `header_line` is the 1-based row that heads the table, over `header_rows` rows; what stands above is skipped.
    """

    target: str
    columns: dict[str, str]
    date_order: str = "dmy"
    decimal: str = ","
    header_line: int = 1
    header_rows: int = 1
    sheet: str = ""
    fixed: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain values, in the order in which a person reads them."""
        return asdict(self)


def from_json(told: Any) -> Mapping:
    """A mapping as a file or a form tells it.

    Raises
        RuleError: with the first thing that is wrong, and what to write.
    """
    if not isinstance(told, Named) or not isinstance(told.get("columns"), Named):
        raise RuleError("mapping_unreadable", "Une correspondance nomme « target » et « columns ».")
    strange = sorted(set(map(str, told)) - _KNOWN)
    if strange:
        raise RuleError("mapping_key_unknown", f"« {strange[0]} » n’est pas une clé d’une correspondance.")
    mapping = Mapping(
        target=str(told.get("target", "")),
        columns={str(name): str(heading) for name, heading in told["columns"].items() if heading},
        date_order=str(told.get("date_order", "dmy")),
        decimal=str(told.get("decimal", ",")),
        header_line=_whole(told.get("header_line", 1)),
        header_rows=_whole(told.get("header_rows", 1)),
        sheet=str(told.get("sheet", "") or ""),
        fixed={str(name): str(text) for name, text in (told.get("fixed") or {}).items() if text},
    )
    check(mapping)
    return mapping


def check(mapping: Mapping) -> None:
    """Refuse (RuleError) a mapping that cannot be followed."""
    target = TARGETS.get(mapping.target)
    if target is None:
        raise RuleError("target_wrong", f"Dire ce que contient le tableau : {', '.join(TARGETS)}.")
    told = {*mapping.columns, *mapping.fixed}
    strange = sorted(name for name in told if target.field(name) is None)
    if strange:
        raise RuleError("field_unknown", f"« {strange[0]} » n’est pas un champ de ce tableau.")
    for one in target.fields:
        if one.needed and one.name not in told:
            what = one.label
            raise RuleError("field_missing", f"Indiquer la colonne qui donne : {what}.")
    twice = sorted({heading for heading in mapping.columns.values()
                    if list(mapping.columns.values()).count(heading) > 1})  # fmt: skip
    if twice and not _may_be_twice(mapping, twice):
        raise RuleError("column_twice", f"La colonne « {twice[0]} » est choisie deux fois.")
    if mapping.date_order not in DATE_ORDERS:
        raise RuleError("date_order_wrong", "L’ordre des dates est dmy (jour d’abord), mdy ou ymd.")
    if mapping.decimal not in DECIMALS:
        raise RuleError("decimal_wrong", "Le signe décimal est la virgule ou le point.")
    if not 1 <= mapping.header_line <= _MOST_LINES or mapping.header_rows not in (1, 2):
        raise RuleError("header_line_wrong", f"La ligne des titres est entre 1 et {_MOST_LINES}.")


def _may_be_twice(mapping: Mapping, headings: list[str]) -> bool:
    """A table without codes knows its customers by their names: one column is then both."""
    both = {name for name, heading in mapping.columns.items() if heading in headings}
    return both == {"account", "name"}


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as wrong:
        raise RuleError("header_line_wrong", "La ligne des titres est un nombre.") from wrong
