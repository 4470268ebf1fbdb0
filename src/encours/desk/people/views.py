"""The people of a creditor: the list, and the acts on one access."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.access import change
from encours.acts.access.given import access_of
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.paging import sliced
from encours.desk.people import reviewing, telling
from encours.desk.people.forms import AccessForm, Confirm, Withdraw
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.people.models import AccessInvitation, Membership

_BOTH = ("GET", "POST")
_MEMBERS = Membership.objects.select_related("user", "creditor")
_SHOWN = 100


def members(visit: Visit) -> QuerySet[Membership]:
    """Who has access to this creditor."""
    rows = Membership.objects.of([visit.creditor.pk]).select_related("user")
    return rows.prefetch_related("portfolios", "groups")


def protected(rows: list[Membership]) -> set[int]:
    """Those of them who have a second factor."""
    factors = Authenticator.objects.filter(user_id__in=[one.user_id for one in rows])
    return set(factors.exclude(type="recovery_codes").values_list("user_id", flat=True))


@visiting(right=("people", "access"))
def people(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List who has access, and the invitations that wait."""
    part = sliced(members(visit), "user__name", request, size=_SHOWN)
    waiting = AccessInvitation.objects.of([visit.creditor.pk]).filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, valid_until__gt=visit.at
    )
    context = {
        "slice": part,
        "lines": telling.lines(visit, part.rows, protected(part.rows)),
        "waiting": waiting.order_by("-pk")[:_SHOWN],
        "role_name": telling.role_name,
        "scope_name": telling.scope_name,
        "review": reviewing.standing(visit.creditor, on=visit.on),
    }
    return render(request, "people/list.html", context)


@visiting(right="people", methods=_BOTH, subject=_MEMBERS)
def edit_access(request: DeskRequest, visit: Visit, member: Membership) -> HttpResponse:
    """Give somebody another role, scope or last day."""
    now = access_of(member)
    form = AccessForm(
        request.POST if request.method == "POST" else None,
        creditor=visit.creditor,
        initial={
            "role": now.role,
            "scope": now.scope,
            "portfolios": now.portfolios,
            "groups": now.groups,
            "expires_on": now.expires_on,
        },
    )
    ask = _ask(member, _("Droits de %(name)s"), _("Enregistrer"), _("Les droits sont changés."))

    def shown(*_given: object, **_named: object) -> AccessForm:
        return form

    return act_page(
        request,
        ask,
        shown,
        lambda _told: change.change_access(
            member,
            access=form.access(),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
    )


@visiting(right="people", methods=_BOTH, subject=_MEMBERS)
def withdraw(request: DeskRequest, visit: Visit, member: Membership) -> HttpResponse:
    """Take an access away."""
    ask = _ask(
        member,
        _("Retirer l’accès de %(name)s"),
        _("Retirer l’accès"),
        _("L’accès est retiré ; ce que cette personne a fait reste dans l’historique."),
        tone="danger",
    )
    return act_page(
        request,
        ask,
        Withdraw,
        lambda told: change.withdraw_access(
            member,
            reason=told["reason"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
    )


@visiting(right="people", methods=_BOTH, subject=_MEMBERS)
def account_open(request: DeskRequest, visit: Visit, member: Membership) -> HttpResponse:
    """Close an account, or open it again."""
    opening = not member.user.is_active
    ask = (
        _ask(member, _("Rouvrir le compte de %(name)s"), _("Rouvrir"), _("Le compte est rouvert."))
        if opening
        else _ask(
            member,
            _("Fermer le compte de %(name)s"),
            _("Fermer le compte"),
            _("Le compte est fermé : cette personne ne peut plus se connecter."),
            tone="danger",
        )
    )
    return act_page(
        request,
        ask,
        Confirm,
        lambda _told: change.set_account_open(
            member,
            is_open=opening,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
    )


def _ask(member: Membership, title: str, verb: str, done: str, *, tone: str = "primary") -> Ask:
    name = member.user.name or member.user.email
    return Ask(
        title=title % {"name": name},
        lead=f"{member.user.email} · {telling.role_name(member.role)}",
        verb=verb,
        back=reverse("people"),
        done=done,
        version=member.version,
        tone=tone,
    )
