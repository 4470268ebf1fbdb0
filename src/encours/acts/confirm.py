"""What a person confirms: payment terms, regime, a rate of law, sending on old data for one day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.apply_terms import apply_terms, terms_dates
from encours.acts.quality.assess import look_again
from encours.core.refusals import RuleError
from encours.law.rates import HalfYear
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.history.writing import Record, recording
from encours.records.parties.models import REGIMES, TERM_MODES, Creditor, Customer
from encours.records.people.models import User
from encours.records.policies.models import FreshnessAcceptance, RateConfirmation
from encours.records.policies.reading import FIGURES

_LONGEST_TERMS = 365
_HIGHEST_BPS = 5_000  # half of the principal in a year: beyond it, a slip of the keyboard


def confirm_terms(
    creditor: Creditor,
    *,
    customer: Customer | None = None,
    days: int,
    mode: str,
    author: str,
    at: datetime,
    from_file: bool = False,
) -> int:
    """Say the terms of one customer, or (None) the creditor's usual ones; return the due dates changed.

    Due dates that were assumed, or that came from earlier terms, follow; those of a file only when
    `from_file`; those typed for one invoice never.

    Raises
        RuleError: a term that cannot be one.
    """
    if mode not in TERM_MODES or not 0 <= days <= _LONGEST_TERMS:
        raise RuleError("terms_unknown", "Ce délai n'en est pas un : de 0 à 365 jours, mode de la liste.")
    with recording(creditor, "confirm_terms", author=author, cause="desk", at=at) as record:
        changed = set_terms(record, customer, days=days, mode=mode, from_file=from_file)
        told = {"days": days, "mode": mode, "due_dates_changed": changed}
        if customer is None:
            record.tell(**told)
        else:
            record.of(customer.pk, **told)
            look_again(record, [customer.pk])
    return changed


def set_terms(
    record: Record, customer: Customer | None, *, days: int, mode: str, from_file: bool = False
) -> int:
    """The same inside another act's entry."""
    whose = None if customer is None else [customer.pk]
    before = terms_dates(record.creditor, whose, from_file=from_file)
    if customer is None:
        Creditor.objects.filter(pk=record.creditor.pk).update(
            terms_days=days, terms_mode=mode, terms_confirmed=True, version=F("version") + 1
        )
    else:
        supersede(Customer, [customer.pk], at=record.at)
        Customer.objects.filter(pk=customer.pk).update(
            terms_days=days,
            terms_mode=mode,
            terms_source="person",
            entry=record.entry,
            recorded_at=record.at,
            version=F("version") + 1,
        )
        record.wrote(Customer, [Customer.objects.get(pk=customer.pk)])
    record.creditor.refresh_from_db()
    return apply_terms(record, before, terms_dates(record.creditor, whose, from_file=from_file))


def confirm_regime(
    creditor: Creditor, *, customer: Customer | None = None, regime: str, author: str, at: datetime
) -> int:
    """Say the regime of one customer, or (None) of all whose regime was assumed; return how many changed.

    Said of all, it also holds for the customers of later files.

    Raises
        RuleError: an unknown regime; "all" said of anything but businesses.
    """
    if regime not in REGIMES:
        raise RuleError("regime_unknown", "Ce régime n'existe pas : entreprise, public ou consommateur.")
    if customer is None and regime != "b2b":
        raise RuleError(
            "regime_of_all",
            "Seul « entreprise » se dit de tous les clients ; le reste, un par un.",
        )
    with recording(creditor, "confirm_regime", author=author, cause="desk", at=at) as record:
        changed = set_regime(record, customer, regime=regime)
        record.tell(regime=regime, customers_changed=changed)
        look_again(record, [customer.pk] if customer is not None else [])
    return changed


def set_regime(record: Record, customer: Customer | None, *, regime: str) -> int:
    """The same inside another act's entry."""
    if customer is None:
        Creditor.objects.filter(pk=record.creditor.pk).update(regime_confirmed=True, version=F("version") + 1)
        found = Customer.objects.filter(creditor_id=record.creditor.pk, regime_source="assumed")
    else:
        found = Customer.objects.filter(pk=customer.pk)
    keys = list(found.values_list("pk", flat=True))
    supersede(Customer, keys, at=record.at)
    found.update(
        regime=regime,
        regime_source="creditor" if customer is None else "person",
        entry=record.entry,
        recorded_at=record.at,
        version=F("version") + 1,
    )
    record.wrote(Customer, sealed_rows(Customer, keys))
    return len(keys)


def confirm_rate(
    creditor: Creditor, *, figure: str, half_year: str, value_bps: int, source: str, by: User, at: datetime
) -> RateConfirmation:
    """Vouch for a rate of law of a half-year, having read it in its source; said again, it is corrected.

    `figure`: ecb or legal; `half_year` as 2026-S2; `value_bps` in hundredths of a percent.

    Raises
        RuleError: no source, an unknown figure or half-year, a rate out of all proportion.
    """
    if figure not in FIGURES:
        raise RuleError("figure_unknown", "Ce taux n'est pas de ceux qui se confirment.")
    if not source.strip():
        raise RuleError("source_missing", "Un taux se confirme avec sa source : indiquer où il a été lu.")
    if not 0 <= value_bps <= _HIGHEST_BPS:
        raise RuleError("rate_out_of_range", "Un taux va de 0 à 50 % : vérifier la virgule.")
    try:
        HalfYear.from_code(half_year)
    except ValueError as error:
        raise RuleError("half_year_unknown", str(error)) from error
    with recording(creditor, "confirm_rate", author=by.email, cause=source.strip(), at=at) as record:
        whose: dict[str, Any] = {"creditor": record.creditor, "figure": figure, "half_year": half_year}
        before = RateConfirmation.objects.filter(**whose).values("value_bps", "source").first()
        made, _ = RateConfirmation.objects.update_or_create(
            **whose,
            defaults={
                "value_bps": value_bps,
                "source": source.strip(),
                "by": by,
                "recorded_at": record.at,
                "entry": record.entry,
            },
        )
        record.tell(figure=figure, half_year=half_year, value_bps=value_bps, before=before)
    return made


def accept_freshness(creditor: Creditor, *, on: date, by: User, at: datetime) -> FreshnessAcceptance:
    """Take it upon oneself that messages leave on that one day, however old the data.

    Raises
        RuleError: somebody did already.
    """
    with recording(creditor, "accept_freshness", author=by.email, cause=f"day {on}", at=at) as record:
        if FreshnessAcceptance.objects.filter(creditor=record.creditor, on=on).exists():
            raise RuleError("already_accepted", "Une personne l'a déjà accepté pour ce jour.")
        made = FreshnessAcceptance.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, on=on, by=by
        )
        record.tell(on=on, by=by.email)
    return made
