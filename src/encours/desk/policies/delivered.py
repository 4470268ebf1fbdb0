"""The texts that the house delivers, where they changed since the creditor's: compared, taken over or not."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.default_wording import Changed, changed_defaults, settle_default
from encours.acts.edit_template import template_parts
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.policies.forms import Wording
from encours.desk.policies.templates import heading
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.defaults import OWN, PARTS
from encours.words.languages import LANGUAGES


class Settled(forms.Form):
    """Which text, and whose is to serve."""

    part = forms.ChoiceField(choices=[(part, part) for part in PARTS])
    whose = forms.ChoiceField(choices=[("ours", "ours"), ("yours", "yours")])


@visiting(right="policy", methods=("GET", "POST"))
def delivered_template(request: DeskRequest, visit: Visit, *, step: str, language: str) -> HttpResponse:
    """Compare the texts of a step with those delivered now, and take one over or keep one's own."""
    if step not in OWN or language not in LANGUAGES:
        raise Http404
    form, status = Settled(request.POST if request.method == "POST" else None), 200
    if request.method == "POST":
        status = _settled(request, visit, form, step, language)
        if not status:
            done = (
                _("Le texte livré est repris : il sert dès le prochain message.")
                if form.cleaned_data["whose"] == "ours"
                else _("Votre texte reste : il ne vous sera plus demandé de le comparer à celui-là.")
            )
            left = changed_defaults(visit.creditor.pk, step, language)
            return said(
                redirect("delivered_template" if left else "template", step=step, language=language), done
            )
    context = {
        **heading(step, language),
        "form": form,
        "number": template_parts(visit.creditor.pk, step, language)[1],
        "texts": [
            (one, Wording.base_fields[one.part].label, list(compared(one)))
            for one in changed_defaults(visit.creditor.pk, step, language)
        ],
    }
    return render(request, "policies/delivered.html", context, status=status)


def _settled(request: DeskRequest, visit: Visit, form: Settled, step: str, language: str) -> int:
    """Do it; 0 when done, else the status to answer."""
    if not form.is_valid():
        return REFUSED
    told = form.cleaned_data
    return performed(
        form,
        lambda: settle_default(
            visit.creditor,
            step_code=step,
            language=language,
            part=told["part"],
            take=told["whose"] == "ours",
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
    ) or 0  # fmt: skip


def compared(one: Changed) -> Iterator[tuple[str, str]]:
    """The lines of both texts in one order: each `same`, `theirs` or `ours`."""
    theirs, ours = one.theirs.splitlines(), one.ours.splitlines()
    for tag, i, j, k, m in SequenceMatcher(None, theirs, ours, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (("same", line) for line in theirs[i:j])
            continue
        yield from (("theirs", line) for line in theirs[i:j])
        yield from (("ours", line) for line in ours[k:m])
