"""Terms, regimes and rates confirmed for all; the day is decided again at once."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import confirm
from encours.desk.acting import Ask, act_page
from encours.desk.deciding import decide_today
from encours.desk.plain import in_words
from encours.desk.policies.forms import Nothing, Rate, Terms
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.law import rates
from encours.records.policies.reading import interest_rules

_BOTH = ("GET", "POST")


@visiting(right="policy", methods=_BOTH)
def rate(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Confirm a rate of law, with its source."""
    figure, half_year = request.GET.get("figure", "ecb"), request.GET.get("half_year", "")
    known = rates.missing(on=visit.on, confirmed=interest_rules(visit.creditor).confirmed)
    remedy = next((each.remedy for each in known if each.rate == figure), "")
    ask = _ask(
        _("Confirmer un taux"),
        _("Confirmer ce taux"),
        _("Taux confirmé."),
        lead=in_words(remedy) if remedy else "",
    )
    return act_page(
        request,
        ask,
        Rate,
        lambda told: _then_decide(
            visit,
            lambda: confirm.confirm_rate(
                visit.creditor,
                figure=told["figure"],
                half_year=told["half_year"],
                value_bps=told["value_bps"],
                source=told["source"],
                by=visit.person,
                at=visit.at,
            ),
        ),
        {"figure": figure, "half_year": half_year},
    )


@visiting(right="policy", methods=_BOTH)
def terms(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Confirm the usual terms: all assumed due dates follow."""
    ask = _ask(
        _("Confirmer le délai habituel"),
        _("Confirmer pour tous"),
        _("Délai confirmé : les échéances supposées ont suivi."),
        lead=_(
            "Les échéances supposées seront recalculées et deviendront sûres, "
            "sauf pour les clients qui ont leur propre délai."
        ),
    )
    creditor = visit.creditor
    return act_page(
        request,
        ask,
        Terms,
        lambda told: _then_decide(
            visit,
            lambda: confirm.confirm_terms(
                creditor,
                days=told["days"],
                mode=told["mode"],
                from_file=told["from_file"],
                author=visit.author,
                at=visit.at,
            ),
        ),
        {"days": creditor.terms_days, "mode": creditor.terms_mode},
    )


@visiting(right="policy", methods=_BOTH)
def regime(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say that the customers are businesses."""
    ask = _ask(
        _("Mes clients sont des entreprises"),
        _("Confirmer pour tous"),
        _("Régime confirmé."),
        lead=_(
            "Vaut pour les clients dont personne n’a dit le régime, et pour ceux des prochains fichiers. "
            "Un débiteur public ou un particulier se dit sur sa fiche."
        ),
    )
    return act_page(
        request,
        ask,
        Nothing,
        lambda _told: _then_decide(
            visit,
            lambda: confirm.confirm_regime(visit.creditor, regime="b2b", author=visit.author, at=visit.at),
        ),
    )


def _then_decide(visit: Visit, act: Callable[[], object]) -> None:
    """What was held for want of a word may now be proposed: the day is decided again."""
    act()
    decide_today(visit.creditor, author=visit.author)


def _ask(title: str, verb: str, done: str, *, lead: str = "") -> Ask:
    return Ask(title=title, verb=verb, back=reverse("policies"), done=done, lead=lead)
