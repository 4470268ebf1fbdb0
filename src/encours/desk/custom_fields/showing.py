"""Fields of a creditor's own as pages and lists show them: only those whose class the person sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.companies import SECTIONS
from encours.core.searching import folded
from encours.desk.visits import Visit
from encours.records.fields.models import Field, FieldValue
from encours.records.fields.reading import fields_of, shown_fields, values_of
from encours.words.companies import section_name
from encours.words.languages import nearest
from encours.words.masking import masked
from encours.words.own_fields import said


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that lists show besides their own: their headings, and by row what each says."""

    headings: list[str]
    cells: dict[int, list[str]]

    def of(self, key: int) -> list[tuple[str, str]]:
        """Headings and values of one row."""
        return list(zip(self.headings, self.cells.get(key, [""] * len(self.headings)), strict=True))


def fields_shown(visit: Visit, subject: str = "") -> list[Field]:
    """The fields in use that this person sees."""
    classes = [one for one in ("personal", "bank", "pricing", "health") if visit.shows(one)]
    return shown_fields(fields_of(visit.creditor.pk, subject), classes)


def told(field: Field, value: FieldValue | None) -> str:
    """What a field says, in the reader's language; no card number is ever shown."""
    if value is None:
        return ""
    words = said(field.kind, value.text, value.number, field.currency, nearest(get_language()))
    return masked(words) if field.kind == "text" else words


def columns(visit: Visit, subject: str, keys: Sequence[int], *, listed: bool = True) -> Columns:
    """The columns of a list: two queries, however many rows and fields; one where none is listed."""
    fields = [one for one in fields_shown(visit, subject) if one.listed or not listed]
    return of_fields(fields, subject, keys)


def of_fields(fields: Sequence[Field], subject: str, keys: Sequence[int]) -> Columns:
    """The same of fields read already."""
    language = nearest(get_language())
    values = values_of(fields, keys, subject)
    return Columns(
        [one.label(language) for one in fields],
        {key: [told(one, values[key].get(one.pk)) for one in fields] for key in keys if key in values},
    )


def sheet_of(visit: Visit, subject: str, key: int) -> list[tuple[str, str]]:
    """Every field of one customer or invoice, with what it says; one that must be filled and is not says so."""
    fields = fields_shown(visit, subject)
    values = values_of(fields, [key], subject).get(key, {})
    language = nearest(get_language())
    absent = {one.pk: _("à renseigner") if one.required else "–" for one in fields}
    return [(one.label(language), told(one, values.get(one.pk)) or absent[one.pk]) for one in fields]


def kind_name(code: str) -> str:
    """A type of field in the reader's language."""
    return {
        "text": _("Texte"),
        "number": _("Nombre"),
        "amount": _("Montant"),
        "day": _("Date"),
        "yes_no": _("Oui ou non"),
        "choice": _("Choix dans une liste"),
    }.get(code, code)


def subject_name(code: str) -> str:
    """What a field speaks of."""
    return {"customer": _("Client"), "invoice": _("Facture")}.get(code, code)


def class_name(code: str) -> str:
    """Who sees a field: a class of fields in the reader's language."""
    return {
        "": _("tout le monde"),
        "personal": _("qui voit les coordonnées de personnes"),
        "bank": _("qui voit les coordonnées bancaires"),
        "pricing": _("qui voit les prix et conditions"),
        "health": _("qui voit les données de santé"),
    }.get(code, code)


def kept_value(column: str, written: str) -> str:
    """The letter of a sector that a person writes by its name; anything else as it is written."""
    if column != "sector":
        return written
    named = {folded(section_name(code)): code for code in SECTIONS}
    return named.get(folded(written), written)


def test_name(code: str) -> str:
    """How a segment compares a column."""
    return {
        "=": _("est égal à"),
        "<>": _("diffère de"),
        ">=": _("est au moins"),
        "<=": _("est au plus"),
        ">": _("est plus que"),
        "<": _("est moins que"),
        "in": _("est l’un de (séparés par des virgules)"),
        "begins": _("commence par"),
        "holds": _("contient"),
        "null": _("n’est pas renseigné"),
        "filled": _("est renseigné"),
    }[code]
