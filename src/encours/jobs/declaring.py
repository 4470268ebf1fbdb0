"""`encours fields`: what a creditor declares of its own on customers and invoices."""

from __future__ import annotations

from typing import Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, now, open_house, the_creditor

_SUBJECTS, _KINDS = ("customer", "invoice"), ("text", "number", "amount", "day", "yes_no", "choice")
_CLASSES = ("personal", "bank", "pricing", "health")


@click.group("fields")
def command() -> None:
    """List, declare or retire fields of your own on customers and invoices."""


@command.command("list")
@creditor_option
@json_option
def listed(named: str | None, as_json: bool) -> None:
    """Print the fields in use, with the name that templates and tables give them. Writes nothing."""
    open_house()
    from encours.records.fields.reading import fields_of

    facts = [_told(one) for one in fields_of(the_creditor(named).pk)]
    lines = [
        f"{one['subject']}.fields.{one['code']}  {one['kind']}  {one['label_fr']} / {one['label_en']}"
        for one in facts
    ]
    answer({"fields": facts}, lines, as_json=as_json)


@command.command("declare")
@click.argument("subject", type=click.Choice(_SUBJECTS))
@click.argument("code")
@click.option(
    "--kind", type=click.Choice(_KINDS), default="text", show_default=True, help="What its values are."
)
@click.option("--label", required=True, help="Its name in French.")
@click.option("--label-en", default="", help="Its name in English; the French one until said.")
@click.option("--choice", "choices", multiple=True, help="One value to choose from; repeat it.")
@click.option("--required", is_flag=True, help="Forms ask for it.")
@click.option("--listed", "in_lists", is_flag=True, help="A column of the lists.")
@click.option("--shown-to", type=click.Choice(_CLASSES), help="Only roles that see this class see it.")
@creditor_option
@json_option
def declare(subject: str, code: str, named: str | None, as_json: bool, **told: Any) -> None:
    """Declare a field CODE on customers or invoices. Writes it, and history."""
    open_house()
    from django.utils.translation import gettext as _

    from encours.acts.custom_fields.declare import Declared, declare_field
    from encours.jobs.opening import language
    from encours.words.languages import speaking

    declared = Declared(
        subject=subject,
        code=code,
        kind=told["kind"],
        label_fr=told["label"],
        label_en=told["label_en"],
        choices=tuple(told["choices"]),
        required=told["required"],
        listed=told["in_lists"],
        shown_as=told["shown_to"] or "",
    )
    made = declare_field(the_creditor(named), declared, author="cli", at=now())
    with speaking(language()):
        words = [_("Champ déclaré : %(code)s.") % {"code": code}]
    answer(_told(made), words, as_json=as_json)


@command.command("retire")
@click.argument("subject", type=click.Choice(_SUBJECTS))
@click.argument("code")
@creditor_option
def retire(subject: str, code: str, named: str | None) -> None:
    """Take a field out of use; what it says is kept. Writes history."""
    open_house()
    from encours.acts.custom_fields.declare import change_field
    from encours.core.refusals import RuleError
    from encours.records.fields.models import Field

    found = Field.objects.of([the_creditor(named).pk]).filter(subject=subject, code=code).first()
    if found is None:
        raise RuleError("field_unknown", f"Le champ « {code} » n’existe pas.")
    change_field(found, {"retired": True}, made_from=None, author="cli", at=now())


def _told(one: Any) -> dict[str, Any]:
    names = ("subject", "code", "kind", "label_fr", "label_en", "required", "listed", "shown_as", "retired")
    return {name: getattr(one, name) for name in names} | {"choices": one.chosen_from()}
