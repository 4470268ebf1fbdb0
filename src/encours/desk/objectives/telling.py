"""Objectives in words: where it started, where it is, where it should be, whether the hours suffice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.core.measures import DEFINITIONS
from encours.core.objectives import Aim, Course, Load, course, load
from encours.records.objectives.models import Objective, Reading
from encours.words.days import day_long
from encours.words.languages import nearest
from encours.words.measures import amount_in_unit, formula_of, name_of

_TONES = {
    "unmeasured": "quiet", "reached": "ok", "on_course": "ok", "behind": "watch", "missed": "late",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An objective as a page shows it."""

    row: Objective
    name: str
    formula: str
    start: str
    now: str
    target: str
    expected: str
    course: Course
    sentence: str
    tone: str
    read_on: date | None


def told(row: Objective, last: Reading | None) -> Told:
    """Say where an objective is, as of its last reading."""
    aim = aim_of(row)
    on = last.on if last else row.start_on
    where = course(aim, last.value if last else None, on=on)
    return Told(
        row=row,
        name=name_of(row.measure),
        formula=formula_of(row.measure),
        start=figure(row, row.start_value),
        now=figure(row, last.value) if last else figure(row, None),
        target=figure(row, row.target_value),
        expected=figure(row, where.expected),
        course=where,
        sentence=_sentence(row, where, last),
        tone=_TONES[where.state],
        read_on=last.on if last else None,
    )


def aim_of(row: Objective) -> Aim:
    """The objective as `core` knows it."""
    return Aim(row.start_value, row.target_value, row.start_on, row.target_on)


def figure(row: Objective, value: int | None) -> str:
    """A figure of the objective's measure, as it is read."""
    unit = DEFINITIONS[row.measure].unit
    return amount_in_unit(unit, value, row.currency, nearest(get_language()))


def _sentence(row: Objective, where: Course, last: Reading | None) -> str:
    words = {
        "now": figure(row, last.value if last else None),
        "target": figure(row, row.target_value),
        "expected": figure(row, where.expected),
        "day": day_long(row.target_on, nearest(get_language())),
    }
    sentence = {
        "unmeasured": _("Pas encore de chiffre depuis le départ."),
        "reached": _("Atteint : %(now)s, pour une cible de %(target)s."),
        "on_course": _("En bonne voie : %(now)s, là où la ligne droite attend %(expected)s."),
        "behind": _("En retard sur la ligne droite : %(now)s, elle attend %(expected)s."),
        "missed": _("Manqué : %(now)s le %(day)s passé, pour une cible de %(target)s."),
    }[where.state]
    return sentence % words


def in_parts(code: str, typed: Decimal) -> int:
    """What a person typed, in whole parts of the measure's unit: days in tenths, percents in hundredths."""
    unit = DEFINITIONS[code].unit
    scale = {"cents": 100, "share": 100, "index": 1, "seconds": 1_000}.get(unit, 10)
    return int((typed * scale).to_integral_value())


def as_typed(row: Objective) -> str:
    """The target as a person types it."""
    scale = {"cents": 2, "share": 2, "index": 0, "seconds": 3}.get(DEFINITIONS[row.measure].unit, 1)
    text = format(Decimal(row.target_value).scaleb(-scale), "f")
    return text.rstrip("0").rstrip(".").replace(".", ",") if "." in text else text


def load_of(row: Objective, items: int, on: date) -> Load:
    """The work of an objective beside the hours there are for it."""
    return load(
        items=items,
        minutes_an_item=row.minutes_an_item,
        minutes_a_week=row.minutes_a_week,
        on=on,
        target_on=row.target_on,
    )


def load_sentence(row: Objective, asked: Load) -> str:
    """Workload and capacity in a sentence."""
    hours, there = _hours(asked.work_minutes), _hours(asked.capacity_minutes)
    work = ngettext(
        "%(num)s poste échu × %(minutes)s min = %(hours)s h de travail",
        "%(num)s postes échus × %(minutes)s min = %(hours)s h de travail",
        asked.items,
    ) % {"num": asked.items, "minutes": row.minutes_an_item, "hours": hours}
    capacity = _("%(week)s h par semaine d’ici la cible = %(hours)s h") % {
        "week": _hours(row.minutes_a_week),
        "hours": there,
    }
    if asked.spare >= 0:
        end = _("la charge tient, il reste %(hours)s h.") % {"hours": _hours(asked.spare)}
    else:
        end = _("il manque %(hours)s h : ajouter des heures, ou viser plus loin.") % {
            "hours": _hours(-asked.spare)
        }
    return f"{work}{_(' ; ')}{capacity}{_(' : ')}{end}"


def _hours(minutes: int) -> int:
    return (minutes + 30) // 60


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawing of 100 by 40: the straight line from start to target, and the readings."""

    line: str
    readings: str
    last: tuple[str, str] | None


def curve(row: Objective, readings: Sequence[Reading]) -> Curve:
    """Draw the readings beside the straight line; the table below says the same."""
    values = [row.start_value, row.target_value, *(each.value for each in readings)]
    low, high = min(values), max(values)
    whole = max((row.target_on - row.start_on).days, 1)

    def point(on: date, value: int) -> tuple[str, str]:
        x = Fraction(min((on - row.start_on).days, whole) * 96, whole) + 2
        y = 36 - Fraction((value - low) * 32, max(high - low, 1))
        return f"{float(x):.1f}", f"{float(y):.1f}"

    points = [point(each.on, each.value) for each in readings]
    straight = (point(row.start_on, row.start_value), point(row.target_on, row.target_value))
    return Curve(_path(straight), _path(points), points[-1] if points else None)


def _path(points: Sequence[tuple[str, str]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)
