"""One's own account: password, second factors, recovery codes, sessions."""

from __future__ import annotations

from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from encours.desk.acting import REFUSED
from encours.desk.entrance import coming_in, factors
from encours.desk.entrance.devices import device
from encours.desk.entrance.forms import Application, ChangePassword, Passkey, Proof
from encours.desk.shell import render, said
from encours.desk.visits import FACTOR_KEY, DeskRequest, Visit, visiting
from encours.records.people.models import SECOND_FACTOR, User, policy_of
from encours.words.qr import qr_svg

_BOTH = ("GET", "POST")


@visiting(newcomer=True, guarded=False)
def account(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Show how one signs in, and from where one is signed in."""
    person = request.user
    rows = list(factors.of(person))
    here = request.session.session_key
    sessions = UserSession.objects.filter(user=person).order_by("-last_seen_at")[:50]
    role = visit.role if visit else ""
    context = {
        "person": person,
        "factors": rows,
        "application": any(row.type == "totp" for row in rows),
        "sessions": [(row, device(row.user_agent), row.session_key == here) for row in sessions],
        "required": visit is not None and role in policy_of(visit.creditor).second_factor,
        "advised": role in SECOND_FACTOR,
        "passkeys_here": request.get_host().partition(":")[0] not in {"127.0.0.1", "[::1]"},
    }
    return render(request, "entrance/account.html", context)


@never_cache
@sensitive_post_parameters()
@visiting(newcomer=True, guarded=False, methods=_BOTH)
def password(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Change one's password; the other sessions end with it."""
    person = request.user
    form = ChangePassword(request.POST if request.method == "POST" else None, person=person)
    if request.method != "POST" or not form.is_valid():
        return render(request, "entrance/password.html", {"form": form}, status=_status(form))
    person.set_password(form.cleaned_data["password"])
    person.save(update_fields=["password"])
    _end_others(request, person)
    _rotated(request, person)
    return said(redirect("account"), _("Le mot de passe est changé ; vos autres sessions sont fermées."))


@never_cache
@visiting(newcomer=True, guarded=False, methods=_BOTH)
def application(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Add an authenticator application: its secret as a QR code, then its first code."""
    person = request.user
    if factors.totp(person) is not None:
        return said(redirect("account"), _("Une application est déjà là : retirez-la d’abord."), "watch")
    secret = totp.get_totp_secret()
    form = Application(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if totp.validate_totp_code(secret, form.cleaned_data["code"].replace(" ", "")):
            totp.TOTP.activate(person, secret)
            totp.clear_totp_secret(request)
            return _factor_added(request, person)
        form.add_error(
            "code", _("Ce code n’est pas le bon : vérifiez l’heure du téléphone, puis recommencez.")
        )
    address = factors.HouseAdapter().build_totp_url(person, secret)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "picture": qr_svg(address), "secret": grouped}
    return render(request, "entrance/application.html", context, status=_status(form))


@never_cache
@visiting(newcomer=True, guarded=False, methods=_BOTH)
def passkey(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Add a passkey: the browser makes it, we keep its public half."""
    person = request.user
    form = Passkey(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if factors.registered(person, told["name"], told["credential"]):
            return _factor_added(request, person)
        form.add_error(
            None, _("La clé n’a pas été créée : recommencez, et répondez à la demande du navigateur.")
        )
    context = {"form": form, "question": factors.registration(person)}
    return render(request, "entrance/passkey.html", context, status=_status(form))


@never_cache
@sensitive_post_parameters()
@visiting(newcomer=True, guarded=False, methods=_BOTH)
def remove_factor(request: DeskRequest, visit: Visit | None, *, key: int) -> HttpResponse:
    """Take a second factor away, the present password given."""
    person = request.user
    row = factors.of(person).filter(pk=key).first()
    if row is None:
        raise Http404
    form = Proof(request.POST if request.method == "POST" else None, person=person)
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "entrance/remove_factor.html", {"form": form, "factor": row}, status=_status(form)
        )
    row.delete()
    factors.forget_codes_alone(person)
    request.session[FACTOR_KEY] = factors.of(person).exists()
    _rotated(request, person)
    return said(redirect("account"), _("Ce second facteur est retiré."), "watch")


@never_cache
@sensitive_post_parameters()
@visiting(newcomer=True, guarded=False, methods=_BOTH)
def codes(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Make recovery codes anew, the present password given; the old ones no longer serve."""
    person = request.user
    if not factors.of(person).exists():
        return said(redirect("account"), _("Ajoutez d’abord un second facteur."), "watch")
    form = Proof(request.POST if request.method == "POST" else None, person=person)
    if request.method != "POST" or not form.is_valid():
        return render(request, "entrance/renew_codes.html", {"form": form}, status=_status(form))
    return render(request, "entrance/codes.html", {"codes": factors.recovery_codes(person, anew=True)})


@visiting(newcomer=True, guarded=False, methods=("POST",))
def close_sessions(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Close one session of one's own, or all the others."""
    told = request.POST.get("session", "")
    if told == "others":
        _end_others(request, request.user)
        return said(redirect("account"), _("Vos autres sessions sont fermées."))
    rows = UserSession.objects.filter(user=request.user, pk=int(told) if told.isdecimal() else 0)
    row = rows.exclude(session_key=request.session.session_key).first()
    if row is None:
        raise Http404
    row.end()
    return said(redirect("account"), _("Cette session est fermée."))


def _factor_added(request: DeskRequest, person: User) -> HttpResponse:
    """Show recovery codes once: a session that has just proved a factor goes on under another key."""
    request.session[FACTOR_KEY] = True
    _rotated(request, person)
    return render(request, "entrance/codes.html", {"codes": factors.recovery_codes(person)})


def _rotated(request: DeskRequest, person: User) -> None:
    """Another key for the same session, on the list too."""
    old = request.session.session_key
    update_session_auth_hash(request, person)
    UserSession.objects.filter(session_key=old).delete()
    coming_in.list_session(request, person)


def _end_others(request: DeskRequest, person: User) -> None:
    for row in UserSession.objects.filter(user=person).exclude(session_key=request.session.session_key):
        row.end()


def _status(form: ChangePassword | Application | Passkey | Proof) -> int:
    return REFUSED if form.is_bound else 200
