"""The texts of a step in a language: read, tried on a message, kept as another version."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.loader import get_template
from django.utils.translation import gettext as _

from encours.acts.default_wording import changed_defaults
from encours.acts.edit_template import edit_template, template_parts
from encours.acts.send.own_words import written_fields
from encours.acts.try_template import try_template
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.framing import page_alone, sheet_alone
from encours.desk.plain import in_words
from encours.desk.policies.forms import GroupWording, Wording
from encours.desk.proposals.views import IN_A_MESSAGE
from encours.desk.shell import render, said
from encours.desk.telling import step_name
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.messages.models import Message
from encours.words.defaults import GROUP, OWN
from encours.words.languages import LANGUAGES


@visiting(methods=("GET", "POST"))
def template(request: DeskRequest, visit: Visit, *, step: str, language: str) -> HttpResponse:
    """Show the texts of a step, or keep them as another version."""
    _known(step, language)
    parts, number = template_parts(visit.creditor.pk, step, language)
    if request.method != "POST":
        return _shown(request, step, language, _form_of(step)(initial=parts), number, 200)
    if not visit.may("policy"):
        refuse(request, "policy")
    form = _form_of(step)(request.POST)
    status = REFUSED
    if form.is_valid():
        status = performed(
            form,
            lambda: edit_template(
                visit.creditor,
                step_code=step,
                language=language,
                texts=form.cleaned_data,
                made_from=made_from(request),
                author=visit.author,
                at=visit.at,
            ),
        ) or 0  # fmt: skip
    if status:
        return _shown(request, step, language, form, number, status)
    done = _("Modèle enregistré : il sert dès le prochain message.")
    return said(redirect("template", step=step, language=language), done)


@visiting(methods=("POST",))
def tried(request: DeskRequest, visit: Visit, *, step: str, language: str) -> HttpResponse:
    """Show the texts being typed on a message: as an e-mail, or as a letter."""
    _known(step, language)
    form = _form_of(step)(request.POST)
    form.is_valid()
    try:
        shown = try_template(
            visit.creditor,
            step_code=step,
            language=language,
            texts=form.cleaned_data,
            among=_readable(visit),
            on=visit.on,
            at=visit.at,
        )
        if request.POST.get("as") == "letter" and step != GROUP:
            return sheet_alone(request, shown.sheet(), "modele")
    except RuleError as refusal:
        page = get_template("policies/refused.html").render({"sentence": in_words(refusal.sentence)}, request)
        return page_alone(request, page, status=REFUSED)
    return page_alone(request, shown.rendered.html)


def _readable(visit: Visit) -> QuerySet[Message]:
    """The messages that this person may read in full."""
    return Message.objects.seen(visit.sight) if visit.shows(*IN_A_MESSAGE) else Message.objects.none()


def _known(step: str, language: str) -> None:
    if step not in OWN or language not in LANGUAGES:
        raise Http404


def _form_of(step: str) -> type[GroupWording]:
    return GroupWording if step == GROUP else Wording


def heading(step: str, language: str) -> dict[str, str]:
    """Of which text a page is, in words."""
    return {
        "step": step,
        "step_name": step_name(step),
        "language_code": language,
        "language_name": {"fr": _("Français"), "en": _("Anglais")}[language],
    }


def _own(visit: Visit | None) -> list[str]:
    """How the fields of the creditor's own are written in a template."""
    fields = written_fields(visit.creditor.pk) if visit else []
    return [f"{{{{ {one.subject}.fields.{one.code} }}}}" for one in fields]


def _shown(
    request: DeskRequest, step: str, language: str, form: GroupWording, number: int, status: int
) -> HttpResponse:
    context = {
        **heading(step, language),
        "form": form,
        "number": number,
        "group": step == GROUP,
        "own": _own(request.visit),
        "changed": changed_defaults(request.visit.creditor.pk, step, language) if request.visit else [],
    }
    return render(request, "policies/template.html", context, status=status)
