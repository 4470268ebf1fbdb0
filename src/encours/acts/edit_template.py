"""Writing another version of a template; those before stay as they were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from encours.acts.rules import same_version
from encours.acts.sample_message import sample_group, sample_message
from encours.acts.send.own_words import written_fields
from encours.core.refusals import RuleError
from encours.core.scenario.respect import disrespectful
from encours.records.fields.models import Field
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.policies.models import Template
from encours.words.defaults import GROUP, OWN, parts_of, wording
from encours.words.group_messages import render_group
from encours.words.languages import LANGUAGES
from encours.words.messages import render
from encours.words.sandbox import TemplateRefusedError

_LONGEST = 20_000


def template_parts(creditor_id: int, step_code: str, language: str) -> tuple[dict[str, str], int]:
    """Return the texts in use of a step in a language, by part, and the highest version among them.

    A creditor begins with texts of its own for each step; those of an e-mail to a group are the house's until it
    writes others.
    """
    rows = Template.objects.filter(creditor_id=creditor_id, step_code=step_code, language=language).order_by(
        "number"
    )
    parts, number = (wording(step_code, language) if step_code == GROUP else {}), 0
    for row in rows:
        parts[row.part] = row.text
        number = row.number
    return parts, number


def edit_template(
    creditor: Creditor,
    *,
    step_code: str,
    language: str,
    texts: Mapping[str, str],
    made_from: int | None,
    author: str,
    at: datetime,
) -> int:
    """Keep the texts (by part) that changed as a new version; return its number.

    They are tried first on an invented message, in the sandbox that real ones are rendered in.

    Raises
        StaleFormError: another version was written since the form was made.
        RuleError: an unknown step, language or part; a text that the sandbox refuses, naming its line.
    """
    if step_code not in OWN or language not in LANGUAGES or texts.keys() - set(parts_of(step_code)):
        raise RuleError("template_unknown", "Ce modèle n'existe pas.")
    told = {part: text.replace("\r\n", "\n") for part, text in texts.items()}
    if any(len(text) > _LONGEST for text in told.values()):
        raise RuleError("template_too_long", f"Un modèle tient en {_LONGEST} caractères : le raccourcir.")
    with recording(creditor, "edit_template", author=author, cause="desk", at=at) as record:
        now, number = template_parts(record.creditor.pk, step_code, language)
        same_version(number, made_from, "Ce modèle")
        changed = {part: text for part, text in told.items() if now.get(part) != text}
        if not changed:
            return number
        try_wording(step_code, language, now | told, written_fields(record.creditor.pk))
        whose = {"creditor": record.creditor, "step_code": step_code, "language": language}
        kept = dict(Template.objects.filter(**whose).order_by("number").values_list("part", "number"))
        highest, first = max(kept.values(), default=0), wording(step_code, language)
        for part, text in changed.items():
            Template.objects.create(
                **whose,
                part=part,
                text=text,
                number=highest + 1,
                default_sha256="" if part in kept else digest(first[part]),
                recorded_at=record.at,
                entry=record.entry,
            )
        record.tell(step=step_code, language=language, number=highest + 1, texts=changed)
    return highest + 1


def digest(text: str) -> str:
    """What tells one delivered text from another."""
    return sha256(text.encode()).hexdigest()


def try_wording(
    step_code: str, language: str, texts: Mapping[str, str], fields: Sequence[Field] = ()
) -> None:
    """Render the texts on an invented message; RuleError with the sentence that says what and where."""
    for part, text in texts.items():
        for kind, found in disrespectful(text):
            raise RuleError(
                "template_disrespectful",
                f"Le texte « {part} » contient {kind} : « {found} ». Une relance reste respectueuse : dire cela"
                " autrement.",
            )
    try:
        if step_code == GROUP:
            group, parts = sample_group(language, fields)
            render_group(language, texts, parts, group=group, on=parts[0].context["on"])
        else:
            render(step_code, language, texts, sample_message(step_code, language, fields))
    except TemplateRefusedError as error:
        raise RuleError("template_refused", str(error)) from error
