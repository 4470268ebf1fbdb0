"""Who is looking, at which creditor, with what right: every view of the desk starts here.

`@visiting(...)` answers a stranger's address with 404, a missing right with 403, someone not signed in
with the sign-in page, and hands the view a `Visit` (and its subject, found among what the person sees).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Manager, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from encours.desk import clock
from encours.desk.navigation import module_of
from encours.records.facts import Sight
from encours.records.modules.models import modules_used
from encours.records.parties.models import Creditor
from encours.records.people.classes import shown_to
from encours.records.people.models import RIGHTS, WIDE, Membership, User, policy_of
from encours.records.people.sights import sight_of
from encours.records.prepared import Prepared, prepared
from encours.words import hiding

FACTOR_KEY = "factor"  # of the session: a second factor was shown
CREDITOR_KEY = "creditor"  # of the session: the creditor last chosen


@dataclass(frozen=True, slots=True)
class Visit:
    """A person at one creditor: `on` is the creditor's day, `at` the instant in UTC.

    `seen` are the primary keys of all creditors that the person may see, `sight` what it sees of this one:
    every reading starts from `.seen(visit.sight)`. `classes` are the classes of fields shown to it.
    """

    person: User
    creditor: Creditor
    role: str
    sight: Sight
    classes: frozenset[str]
    seen: tuple[int, ...]
    on: date
    at: datetime

    @property
    def author(self) -> str:
        """How history names this person."""
        return self.person.email

    def may(self, right: str) -> bool:
        """Whether this person holds a right here; who sees only a part of the creditor does nothing to all of it."""
        return right in RIGHTS[self.role] and (self.sight.whole or right not in WIDE)

    def shows(self, *classes: str) -> bool:
        """Whether fields of all these classes are shown to this person here."""
        return self.classes.issuperset(classes)

    def free_text(self, text: str) -> str:
        """What somebody wrote, without the addresses or bank details that are not shown to this person."""
        return hiding.without(
            text,
            personal=not self.shows("personal"),
            bank=not self.shows("bank"),
            health=not self.shows("health"),
        )

    def uses(self, module: str) -> bool:
        """Whether a module is on here; what belongs to one that is off is shown nowhere."""
        return module in modules_used(self.creditor)

    def sees(self, row: Model) -> bool:
        """Whether a row of this creditor is among what the person sees; one query where the sight is narrow."""
        if self.sight.whole:
            return True
        facts: Any = type(row).objects  # type: ignore[attr-defined] # every fact has it: a house test says so
        found: bool = facts.seen(self.sight).filter(pk=row.pk).exists()
        return found


class DeskRequest(HttpRequest):
    """What a view of the desk receives: the person is signed in; `visit` is None for a newcomer."""

    user: User
    visit: Visit | None
    subject: Model | None  # the row that the address names, once it is known to be seen
    refusal: str


_View = Callable[..., HttpResponseBase]


def visiting(
    *,
    right: str | tuple[str, ...] = (),
    shows: tuple[str, ...] = (),
    methods: Sequence[str] = ("GET",),
    subject: Manager[Any] | QuerySet[Any] | None = None,
    newcomer: bool = False,
    guarded: bool = True,
) -> Callable[[_View], _View]:
    """Surround a view `view(request, visit, [subject,] **rest)` with what every view must check.

    `right` is needed for every method (of several, one is enough), and all the classes of `shows`.
    `subject` is facts, as `Customer.objects`: the address gives a `pk`, the view gets the row, and the visit
    is at its creditor. A customer that was merged into another leads to that one.
    With `newcomer`, a person who sees no creditor yet comes in, `visit` being None; without, they are led
    to the first set-up. Where the creditor requires a second factor of a role, who has none is led to
    their own account (`guarded` False: there).
    """
    rights = (right,) if isinstance(right, str) else right
    reading = None if subject is None else _reading_of(subject)
    allowed = {*methods} | ({"HEAD"} if "GET" in methods else set())

    def surround(view: _View) -> _View:
        @wraps(view)
        def answer(request: DeskRequest, **named: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if request.method not in allowed:
                return HttpResponseNotAllowed(methods)
            at = clock.now()
            memberships = _memberships(request.user, at)
            if not memberships:
                _check_newcomer(request, guarded=guarded)
                return view(request, None, **named) if newcomer else redirect("setup")
            found = None if reading is None else _found(reading, named.pop("pk"), memberships)
            if (led := _led_on(request, found, named)) is not None:
                return led
            visit = _visit(request, memberships, getattr(found, "creditor_id", None), at)
            if _module_off(request, visit) or (found is not None and not visit.sees(found)):
                raise Http404
            _check(request, visit, rights, shows)
            request.visit, request.subject = visit, found
            if guarded and _lacks_factor(request, visit):
                return redirect("account")
            return view(request, visit, *([] if found is None else [found]), **named)

        return answer

    return surround


def _led_on(request: HttpRequest, found: Any, named: Mapping[str, Any]) -> HttpResponse | None:
    """The same page of the customer that this one is now, where it was merged."""
    match, now = request.resolver_match, getattr(found, "merged_into_id", None)
    return redirect(match.view_name, pk=now, **named) if match is not None and now else None


def _module_off(request: HttpRequest, visit: Visit) -> bool:
    match = request.resolver_match
    module = module_of(match.url_name or "") if match else ""
    return bool(module) and not visit.uses(module)


def _check_newcomer(request: DeskRequest, *, guarded: bool) -> None:
    """Refuse an account without access; only the first person of an installation opens a creditor."""
    request.visit = None
    if not guarded or not Creditor.objects.exists():
        return
    request.refusal = _(
        "Votre compte n’a accès à aucun créancier, ou son accès est terminé. "
        "Demandez une invitation à la personne qui administre Encours."
    )
    raise PermissionDenied(request.refusal)


def _check(request: DeskRequest, visit: Visit, rights: tuple[str, ...], shows: tuple[str, ...]) -> None:
    """Refuse who has none of the rights, or does not see one of the classes."""
    if rights and not any(visit.may(one) for one in rights):
        refuse(request, rights[0])
    if not visit.shows(*shows):
        refuse_class(request, next(one for one in shows if not visit.shows(one)))


def refuse(request: DeskRequest, right: str) -> None:
    """Answer 403 with a sentence that says what the role lacks; always raises."""
    request.refusal = _("Votre rôle ne permet pas cette action (droit « %(right)s »). %(help)s") % {
        "right": right_name(right),
        "help": _("Demandez-la à un gestionnaire ou à un administrateur."),
    }
    raise PermissionDenied(request.refusal)


def refuse_class(request: DeskRequest, shown: str) -> None:
    """Answer 403 with a sentence that says which fields are not shown to this role; always raises."""
    request.refusal = _("Cette page montre des %(what)s, que votre rôle ne voit pas. %(help)s") % {
        "what": class_name(shown),
        "help": _("Demandez-la à un gestionnaire ou à un administrateur."),
    }
    raise PermissionDenied(request.refusal)


def class_name(shown: str) -> str:
    """A class of fields in the reader's language."""
    return {
        "personal": _("coordonnées de personnes"),
        "bank": _("coordonnées bancaires"),
        "pricing": _("prix et conditions"),
        "health": _("données de santé"),
    }[shown]


def right_name(right: str) -> str:
    """A right in the reader's language."""
    return {
        "import": _("importer"),
        "collect": _("suivre les clients"),
        "approve": _("approuver"),
        "send": _("envoyer"),
        "cash": _("affecter les paiements"),
        "policy": _("régler les scénarios"),
        "people": _("gérer les accès"),
        "access": _("voir les accès"),
        "note": _("écrire une note"),
    }[right]


def _lacks_factor(request: DeskRequest, visit: Visit) -> bool:
    """Whether this creditor lets nobody of this role in without a second factor, and none was shown."""
    required = visit.role in policy_of(visit.creditor).second_factor
    return required and not request.session.get(FACTOR_KEY)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("sign_in"))
    wanted = request.get_full_path() if request.method == "GET" else reverse("dashboard")
    return redirect_to_login(wanted, reverse("sign_in"))


def _memberships(person: User, at: datetime) -> dict[int, Membership]:
    """What the person may see today, by creditor, in one query; an access that has ended is none."""
    rows = _accesses(person.pk)
    return {row.creditor_id: row for row in rows if not row.ended(clock.day_of(row.creditor, at))}


@prepared
def _accesses(person: int) -> QuerySet[Membership]:
    rows = Membership.objects.filter(user=person)
    known = rows.select_related("creditor__access_policy", "creditor__module_choice")
    return known.order_by("creditor__name", "pk")


def _reading_of(subject: Manager[Any] | QuerySet[Any]) -> Prepared[[int, tuple[int, ...]], Any]:
    """The row that an address names, of the creditors that the person sees."""
    return Prepared(lambda key, creditors: subject.filter(pk=key, creditor_id__in=creditors)[:1])


def _found(
    reading: Prepared[[int, tuple[int, ...]], Any], key: int, memberships: dict[int, Membership]
) -> Any:
    row = reading.first(key, tuple(memberships))
    if row is None:
        raise Http404
    return row


def _visit(
    request: DeskRequest, memberships: dict[int, Membership], owner: int | None, at: datetime
) -> Visit:
    chosen = owner or request.session.get(CREDITOR_KEY)
    membership = memberships.get(chosen or 0) or next(iter(memberships.values()))
    on = clock.day_of(membership.creditor, at)
    return Visit(
        person=request.user,
        creditor=membership.creditor,
        role=membership.role,
        sight=sight_of(membership, on=on),
        classes=shown_to(membership.role, policy_of(membership.creditor).classes),
        seen=tuple(memberships),
        on=on,
        at=at,
    )
