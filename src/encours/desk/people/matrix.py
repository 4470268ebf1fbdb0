"""The access matrix: who may do what, over which customers, seeing which fields, until when; and who decides it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.access.policy import Decided, decide_access_policy
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.people import telling
from encours.desk.people.forms import Policy
from encours.desk.people.views import members, protected
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.people.classes import CLASSES, matrix
from encours.records.people.models import ROLES, policy_of
from encours.words.languages import nearest
from encours.words.sheets import Column, csv_lines, xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST = 500


@visiting(right=("people", "access"), methods=("GET", "POST"))
def access_matrix(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show who may do what and see which fields; keep what was decided of roles."""
    policy = policy_of(visit.creditor)
    if request.method != "POST":
        form = Policy(initial={"review_months": policy.review_months})
        return _shown(request, visit, form, 200)
    form = Policy(request.POST)
    status = REFUSED if not form.is_valid() else _decided(request, visit, form)
    if status:
        return _shown(request, visit, form, status)
    return said(redirect("access_matrix"), _("Les règles d’accès sont enregistrées."))


def _decided(request: DeskRequest, visit: Visit, form: Policy) -> int:
    if not visit.may("people"):
        return REFUSED
    told = request.POST
    decided = Decided(
        classes={role: told.getlist(f"classes_{role}") for role in ROLES},
        second_factor=told.getlist("second_factor"),
        review_months=form.cleaned_data["review_months"],
    )
    return performed(
        form,
        lambda: decide_access_policy(
            visit.creditor,
            decided=decided,
            role=visit.role,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
    ) or 0  # fmt: skip


def _shown(request: DeskRequest, visit: Visit, form: Policy, status: int) -> HttpResponse:
    rows = list(members(visit).order_by("user__name", "pk")[:_MOST])
    policy = policy_of(visit.creditor)
    seen = matrix(policy.classes)
    context = {
        "lines": telling.lines(visit, rows, protected(rows)),
        "rights": telling.all_rights(),
        "classes": telling.all_classes(),
        "roles": [(role, telling.role_name(role), seen[role]) for role in ROLES],
        "policy": policy,
        "form": form,
    }
    return render(request, "people/matrix.html", context, status=status)


@visiting(right=("people", "access"))
def download(request: DeskRequest, visit: Visit, kind: str) -> HttpResponseBase:
    """Give the matrix as XLSX or CSV."""
    if kind not in {"xlsx", "csv"}:
        raise Http404
    columns, lines = _columns(), list(_lines(visit))
    answer: HttpResponseBase
    if kind == "xlsx":
        answer = HttpResponse(xlsx(_("Accès"), columns, lines), content_type=_XLSX)
    else:
        text = csv_lines(columns, lines, nearest(get_language()))
        answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{_('acces')}-{visit.on.isoformat()}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _columns() -> list[Column]:
    return [
        Column(_("Nom"), width=28),
        Column(_("Adresse e-mail"), width=32),
        Column(_("Rôle"), width=24),
        Column(_("Clients"), width=32),
        Column(_("Dernier jour"), "day"),
        Column(_("Compte ouvert"), width=14),
        Column(_("Second facteur"), width=14),
        Column(_("Dernière connexion"), "day"),
        *(Column(name, width=20) for _code, name in telling.all_rights()),
        *(Column(name, width=20) for _code, name in telling.all_classes()),
    ]


def _lines(visit: Visit) -> Iterator[list[Any]]:
    rows = list(members(visit).order_by("user__name", "pk"))
    yes = _("oui")
    for line in telling.lines(visit, rows, protected(rows)):
        user = line.membership.user
        yield [
            user.name,
            user.email,
            line.role,
            line.scope,
            line.membership.expires_on,
            yes if line.open else _("non"),
            yes if line.second_factor else _("non"),
            line.last_sign_in.date() if line.last_sign_in else None,
            *(yes if code in line.rights else "" for code, _name in telling.all_rights()),
            *(yes if code in line.classes else "" for code in CLASSES),
        ]
