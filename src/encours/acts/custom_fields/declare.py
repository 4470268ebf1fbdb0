"""Declaring a field on customers or invoices; changing how it is named and shown; retiring it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from encours.acts.rules import same_version
from encours.core.custom_fields import KINDS, MOST_CHOICES, SUBJECTS, code_of, value_of
from encours.core.refusals import RuleError
from encours.records.fields.models import CLASSES, Field, FieldValue
from encours.records.fields.reading import MOST
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

CHANGED = frozenset({"label_fr", "label_en", "choices", "required", "listed", "shown_as", "retired"})
_LONGEST_CHOICE = 80


@dataclass(frozen=True, slots=True)
class Declared:
    """What a field says of itself."""

    subject: str
    code: str
    kind: str
    label_fr: str
    label_en: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    listed: bool = False
    shown_as: str = ""


def declare_field(creditor: Creditor, declared: Declared, *, author: str, at: datetime) -> Field:
    """Declare a field; its code, kind and subject never change afterwards.

    Raises
        RuleError: a code, kind, subject, name or class that cannot be, a code already used, or too many fields.
    """
    _sound(declared)
    with recording(creditor, "declare_field", author=author, cause="desk", at=at) as record:
        made = write_field(record, declared)
        record.tell(field=made.pk, subject=made.subject, code=made.code, kind=made.kind)
    return made


def write_field(record: Record, declared: Declared) -> Field:
    """The same inside another act's entry, of a field known to be sound."""
    there = Field.objects.filter(creditor=record.creditor, subject=declared.subject)
    if there.filter(code=declared.code).exists():
        raise RuleError("code_wrong", "Un champ porte déjà ce code.")
    if there.filter(retired=False).count() >= MOST:
        raise RuleError("field_many", f"Un créancier déclare {MOST} champs au plus : en retirer un d’abord.")
    made = Field.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        subject=declared.subject,
        code=declared.code,
        kind=declared.kind,
        label_fr=declared.label_fr.strip(),
        label_en=declared.label_en.strip(),
        choices="\n".join(declared.choices),
        currency=record.creditor.currency if declared.kind == "amount" else "",
        required=declared.required,
        listed=declared.listed,
        shown_as=declared.shown_as,
        by=record.entry.author,
    )
    record.wrote(Field, [made])
    return made


def change_field(
    field: Field, changes: Mapping[str, Any], *, made_from: int | None, author: str, at: datetime
) -> None:
    """Change the names, choices or showing of a field (`CHANGED`), or retire it; its values stay.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: a name or a class that cannot be, or a choice taken away that customers or invoices still have.
    """
    if changes.keys() - CHANGED:
        raise RuleError(
            "field_fixed", "Le code, le type et l’objet d’un champ ne changent pas : en déclarer un autre."
        )
    with recording(field.creditor_id, "change_field", author=author, cause="desk", at=at) as record:
        now = Field.objects.get(pk=field.pk)
        same_version(now.version, made_from, now.label_fr)
        told = dict(changes)
        if "choices" in told:
            told["choices"] = "\n".join(_choices_kept(now, tuple(told["choices"])))
        changed = {name: value for name, value in told.items() if getattr(now, name) != value}
        if not changed:
            return
        supersede(Field, [now.pk], at=record.at)
        for name, value in changed.items():
            setattr(now, name, value)
        _named(now.label_fr, now.shown_as)
        now.entry, now.recorded_at, now.by, now.version = record.entry, record.at, author, now.version + 1
        now.save()
        record.wrote(Field, [now])
        record.tell(field=now.pk, code=now.code, changed=changed)


def _sound(declared: Declared) -> None:
    if declared.subject not in SUBJECTS or declared.kind not in KINDS:
        raise RuleError("kind_wrong", "Dire de quoi parle le champ (client, facture) et de quel type il est.")
    code_of(declared.code)
    _named(declared.label_fr, declared.shown_as)
    if declared.kind == "choice":
        _chosen(declared.choices)


def _named(label: str, shown_as: str) -> None:
    if not label.strip():
        raise RuleError("label_fr_wrong", "Donner un nom au champ.")
    if shown_as not in CLASSES:
        raise RuleError("shown_as_wrong", "Cette nature de donnée n’existe pas.")


def _chosen(choices: tuple[str, ...]) -> None:
    keys = {value_of("text", one).key for one in choices} - {""}
    if not choices or len(keys) < len(choices) or max(map(len, choices)) > _LONGEST_CHOICE:
        raise RuleError(
            "choices_wrong", "Donner au moins un choix, chacun une seule fois, en 80 lettres au plus."
        )
    if len(choices) > MOST_CHOICES:
        raise RuleError("choices_wrong", f"Une liste a {MOST_CHOICES} choix au plus.")


def _choices_kept(now: Field, choices: tuple[str, ...]) -> tuple[str, ...]:
    """The choices, none of those in use taken away."""
    if now.kind != "choice":
        return tuple(now.chosen_from())
    _chosen(choices)
    for gone in sorted(set(now.chosen_from()) - set(choices)):
        if FieldValue.objects.filter(field=now, key=value_of("text", gone).key).exists():
            raise RuleError("choices_wrong", f"« {gone} » est encore choisi quelque part : garder ce choix.")
    return choices
