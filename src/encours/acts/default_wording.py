"""The house's own texts, where they changed since a creditor's were written: offered to a person, never put in place.

A stored text remembers which delivered text it was made from or compared with; those written before that was kept
were made from the creditor's first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from encours.acts.edit_template import digest, template_parts, try_wording
from encours.acts.rules import same_version
from encours.acts.send.own_words import written_fields
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.policies.models import Template
from encours.words.defaults import STEPS, parts_of, wording


@dataclass(frozen=True, slots=True)
class Changed:
    """A part whose delivered text has changed: the creditor's, the house's, and whether a person ever changed it."""

    part: str
    theirs: str
    ours: str
    untouched: bool


def changed_defaults(creditor_id: int, step_code: str, language: str) -> list[Changed]:
    """The parts of a step in a language whose delivered text has changed since the creditor's own."""
    rows = Template.objects.filter(creditor_id=creditor_id, step_code=step_code, language=language)
    return _changed(rows.order_by("number", "pk"), step_code, language)


def steps_changed(creditor_id: int) -> set[tuple[str, str]]:
    """The steps and languages of which `changed_defaults` would tell something; one query."""
    written: dict[tuple[str, str], list[Template]] = defaultdict(list)
    for row in Template.objects.filter(creditor_id=creditor_id).order_by("number", "pk"):
        written[row.step_code, row.language].append(row)
    return {whose for whose, rows in written.items() if _changed(rows, *whose)}


def settle_default(
    creditor: Creditor,
    *,
    step_code: str,
    language: str,
    part: str,
    take: bool,
    made_from: int | None,
    author: str,
    at: datetime,
) -> int:
    """Take the delivered text of a part over, or keep the creditor's own: a new version either way; its number.

    Raises
        StaleFormError: another version was written since the form was made.
        RuleError: there is nothing to settle, or the sandbox refuses the text.
    """
    act = "take_over_wording" if take else "keep_wording"
    with recording(creditor, act, author=author, cause="desk", at=at) as record:
        now, number = template_parts(record.creditor.pk, step_code, language)
        same_version(number, made_from, "Ce modèle")
        found = {one.part: one for one in changed_defaults(record.creditor.pk, step_code, language)}
        if part not in found:
            raise RuleError("template_unchanged", "Le texte livré n’a pas changé depuis ce modèle.")
        text = found[part].ours if take else found[part].theirs
        if take:
            try_wording(step_code, language, now | {part: text}, written_fields(record.creditor.pk))
        Template.objects.create(
            creditor=record.creditor,
            step_code=step_code,
            language=language,
            part=part,
            text=text,
            number=number + 1,
            default_sha256=digest(found[part].ours),
            recorded_at=record.at,
            entry=record.entry,
        )
        record.tell(step=step_code, language=language, number=number + 1, texts={part: text})
    return number + 1


def _changed(rows: Iterable[Template], step_code: str, language: str) -> list[Changed]:
    written: dict[str, list[Template]] = defaultdict(list)
    for row in rows:
        written[row.part].append(row)
    ours = wording(step_code, language)
    return [
        Changed(part, texts[-1].text, ours[part], untouched=digest(texts[-1].text) == base)
        for part in parts_of(step_code)
        if (texts := written.get(part))
        and (base := _made_from(texts, step_code))
        and base != digest(ours[part])
        and texts[-1].text != ours[part]
    ]


def _made_from(texts: list[Template], step_code: str) -> str:
    """The delivered text that the last one was made from or compared with; "" where nobody kept it."""
    told = [row.default_sha256 for row in texts if row.default_sha256]
    if told:
        return told[-1]
    return digest(texts[0].text) if step_code in STEPS else ""
