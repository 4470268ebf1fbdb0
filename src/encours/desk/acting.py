"""One page for one act: a form, its refusals as sentences, and back where one came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from encours.core.refusals import RuleError
from encours.desk.fields import with_shortcuts
from encours.desk.plain import in_words
from encours.desk.shell import render, said

STALE, REFUSED = 409, 422
_NEVER = -1


@dataclass(frozen=True, slots=True)
class Ask:
    """What an act's page says: its title, a sentence, the verb of its button, where it leads back."""

    title: str
    verb: str
    back: str
    done: str
    lead: str = ""
    version: int | None = None
    tone: str = "primary"


def act_page(
    request: HttpRequest,
    ask: Ask,
    form_class: Callable[..., forms.Form],
    act: Callable[[Mapping[str, Any]], object],
    initial: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form (GET), or do the act and go back (POST); a refusal is said on the form, nothing lost.

    The query's `next` says where one came from, when that is not where the act leads back.
    """
    ask = replace(ask, back=came_from(request, ask.back))
    if request.method != "POST":
        return _shown(request, ask, form_class(initial=dict(initial or {})), 200)
    form = form_class(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, ask, form, REFUSED)
    status = performed(form, lambda: act(form.cleaned_data))
    if status is not None:
        return _shown(request, ask, form, status)
    return said(redirect(ask.back), ask.done)


def performed(form: forms.Form, act: Callable[[], object]) -> int | None:
    """Do an act. None when done; else the status to answer, the refusal being on the form."""
    try:
        act()
    except RuleError as refusal:
        field = refusal.rule.removesuffix("_wrong")
        form.add_error(field if field in form.fields else None, in_words(refusal.sentence))
        return STALE if refusal.rule == "stale_form" else REFUSED
    return None


def ruled(
    form: forms.Form,
    publish: Callable[[], object],
    page: Callable[[int], HttpResponse],
    *,
    back: str,
    done: str,
) -> HttpResponse:
    """Publish rules from a form: the page again while they are refused, by its status; else back."""
    status = performed(form, publish) if form.is_valid() else REFUSED
    return said(redirect(back), done) if status is None else page(status)


def rules_shown(request: HttpRequest, form: forms.Form, latest: Any) -> dict[str, Any]:
    """What a page of rules shows: the form, the version in force, and the one that the form was made from."""
    number = latest.number if latest else 0
    return {
        "form": form,
        "version": made_from(request) if request.method == "POST" else number,
        "latest": latest,
    }


def came_from(request: HttpRequest, otherwise: str) -> str:
    """The address of ours that `next` names in the form or the query; else this other one."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return otherwise


def made_from(request: HttpRequest) -> int:
    """The version of the facts that the form showed; a form that does not say is always stale."""
    told = request.POST.get("version", "")
    return int(told) if told.isdecimal() else _NEVER


def _shown(request: HttpRequest, ask: Ask, form: forms.Form, status: int) -> HttpResponse:
    visit = getattr(request, "visit", None)
    if visit is not None:
        with_shortcuts(form, visit.on)
    return render(request, "act.html", {"ask": ask, "form": form}, status=status)
