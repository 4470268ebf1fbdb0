"""The first set-up in one page, later visits, and the IBAN that waits for a second person."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from encours.acts import set_up_creditor as acts
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.core.interest_rates import InterestRules
from encours.core.refusals import RuleError, UnreadableFileError
from encours.desk import clock
from encours.desk.acting import REFUSED, STALE, made_from
from encours.desk.deciding import decide_today, home
from encours.desk.plain import in_words
from encours.desk.setup.cautions import cautions as said_cautions
from encours.desk.setup.cautions import floor_sentence
from encours.desk.setup.forms import FirstSettings, Settings
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.formats.fec.filename import told_by
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules

_ASKED = ("personal", "bank", "pricing")  # classes of the fields that the form shows


@visiting(methods=("GET", "POST"), newcomer=True)
def setup(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Say who the creditor is: for the first time with its first ledger, afterwards as settings."""
    first = visit is None or visit.creditor.set_up_at is None
    if visit is not None and not (visit.may("policy") and (first or visit.shows(*_ASKED))):
        if request.method == "POST":
            refuse(request, "policy")
        return render(request, "setup/sheet.html", {"creditor": visit.creditor})
    kind = FirstSettings if first else Settings
    if request.method != "POST":
        return _shown(request, visit, kind(initial=_initial(visit)), 200)
    form = kind(_with_siren(request), request.FILES)
    if not form.is_valid():
        return _shown(request, visit, form, REFUSED)
    return _begun(request, visit, form) if first else _kept(request, visit, form)


@visiting(newcomer=True)
def cautions(request: DeskRequest, visit: Visit | None) -> HttpResponse:
    """Warn about the rate and the terms being typed."""
    form = Settings(request.GET)
    form.is_valid()
    given = form.cleaned_data
    days = given.get("terms_days")
    context = {
        "cautions": _cautions(
            visit, given.get("penalty_bps"), 30 if days is None else days, given.get("terms_mode")
        )
    }
    return render(request, "setup/cautions.html", context)


@visiting(right="policy", methods=("POST",))
def confirm_iban(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Put the IBAN that somebody else asked for in force."""
    try:
        acts.confirm_iban(visit.creditor, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("setup"), in_words(refusal.sentence), "late")
    return said(redirect("setup"), _("Le nouvel IBAN est en vigueur."))


@visiting(right="policy", methods=("POST",))
def give_up_iban(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Keep the present IBAN."""
    try:
        acts.give_up_iban(visit.creditor, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("setup"), in_words(refusal.sentence), "late")
    return said(redirect("setup"), _("La demande est abandonnée : l’IBAN reste celui d’avant."))


def _kept(request: DeskRequest, visit: Visit | None, form: Settings) -> HttpResponse:
    assert visit is not None  # noqa: S101 — settings are those of a visit
    try:
        now = acts.set_up_creditor(
            visit.creditor, _values(form), made_from=made_from(request), author=visit.author, at=visit.at
        )
    except RuleError as refusal:
        return _refused(request, visit, form, refusal)
    sentence = _("Réglages enregistrés.")
    if now.iban_asked and now.iban_asked != visit.creditor.iban_asked:
        sentence += " " + _("L’IBAN ne changera que lorsqu’une autre personne l’aura confirmé.")
    return said(redirect("setup"), sentence)


def _begun(request: DeskRequest, visit: Visit | None, form: Settings) -> HttpResponse:
    """Open the creditor, set it up and take in its first ledger: all of it, or nothing."""
    file: UploadedFile[Any] | None = form.cleaned_data.get("file")
    try:
        with transaction.atomic():
            creditor = _opened(request, visit, form)
            intake = _imported(request, creditor, file)
    except RuleError as refusal:
        return _refused(request, visit, form, refusal)
    except UnreadableFileError as unreadable:
        form.add_error("file", f"{in_words(unreadable.sentence)} {in_words(unreadable.remedy)}")
        return _shown(request, visit, form, REFUSED)
    if intake is None:
        return said(_to(request, reverse("imports")), _("Votre entreprise est enregistrée. Importez un FEC."))
    decide_today(creditor, author=request.user.email)
    return said(
        _to(request, reverse("intake", kwargs={"pk": intake.pk})),
        _("Votre entreprise est enregistrée et votre comptabilité est lue. Rien ne part : mode ombre."),
    )


def _opened(request: DeskRequest, visit: Visit | None, form: Settings) -> Creditor:
    author, at = request.user.email, clock.now()
    values = _values(form)
    siren = acts.checked_siren(values["siren"]) if values["siren"] else ""
    creditor = (
        visit.creditor
        if visit is not None
        else open_creditor(name=values["name"], siren=siren, author=author, at=at, owner=request.user)
    )
    shown = made_from(request) if visit is not None else None
    return acts.set_up_creditor(creditor, values, made_from=shown, author=author, at=at)


def _imported(request: DeskRequest, creditor: Creditor, file: UploadedFile[Any] | None) -> Intake | None:
    if file is None:
        return None
    at = clock.now()
    result = import_file(
        creditor,
        file.read(),
        file.name or "",
        author=request.user.email,
        at=at,
        on=clock.day_of(creditor, at),
        home=home(),
    )
    return result.intake


def _to(request: DeskRequest, place: str) -> HttpResponse:
    return HttpResponseClientRedirect(place) if request.htmx else redirect(place)  # type: ignore[attr-defined]


def _with_siren(request: DeskRequest) -> Any:
    """The answers, the SIREN being read in the file's name when it is not typed."""
    answers = request.POST.copy()
    file = request.FILES.get("file")
    if file is not None and not answers.get("siren"):
        answers["siren"] = told_by(file.name or "").siren or ""
    return answers


def _values(form: Settings) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "file"}


def _initial(visit: Visit | None) -> dict[str, Any]:
    if visit is None:
        return {"language": "fr"}
    return {name: getattr(visit.creditor, name) for name in Settings.base_fields}


def _refused(request: DeskRequest, visit: Visit | None, form: forms.Form, refusal: RuleError) -> HttpResponse:
    field = refusal.rule.removesuffix("_wrong")
    form.add_error(field if field in form.fields else None, in_words(refusal.sentence))
    return _shown(request, visit, form, STALE if refusal.rule == "stale_form" else REFUSED)


def _shown(request: DeskRequest, visit: Visit | None, form: forms.Form, status: int) -> HttpResponse:
    given = getattr(form, "cleaned_data", None) or form.initial
    context = {
        "form": form,
        "creditor": visit.creditor if visit else None,
        "floor": floor_sentence(on=_day(visit), rules=_rules(visit)),
        "cautions": _cautions(
            visit, given.get("penalty_bps"), given.get("terms_days") or 0, given.get("terms_mode")
        ),
    }
    first = visit is None or visit.creditor.set_up_at is None
    return render(request, "setup/first.html" if first else "setup/settings.html", context, status=status)


def _cautions(visit: Visit | None, penalty_bps: int | None, days: int, mode: str | None) -> list[str]:
    return said_cautions(
        penalty_bps=penalty_bps,
        terms_days=days,
        terms_mode=mode or "net",
        on=_day(visit),
        rules=_rules(visit),
    )


def _rules(visit: Visit | None) -> InterestRules:
    return interest_rules(visit.creditor) if visit else InterestRules()


def _day(visit: Visit | None) -> Any:
    return visit.on if visit else clock.now().date()
