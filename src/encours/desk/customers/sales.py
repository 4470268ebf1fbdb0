"""The acts about limits, orders, deals and campaigns of one customer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts import sales_facts
from encours.acts.campaign import touch, touch_by_name
from encours.acts.credit_limit import set_credit_limit
from encours.desk.acting import act_page, made_from
from encours.desk.customers import sales_forms as forms
from encours.desk.customers.asking import about
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import CreditLimit, Customer
from encours.records.sales.models import Campaign, Deal, Order

_BOTH = ("GET", "POST")
_TELLS = ("collect", "note")


@visiting(right="approve", shows=("pricing",), methods=_BOTH, subject=Customer.objects)
def credit_limit(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Say how much a customer may owe."""
    last = CreditLimit.objects.filter(customer=customer).order_by("-pk").first()
    done = _("La limite est enregistrée ; le commerce est prévenu si elle est dépassée.")
    return act_page(
        request,
        about(
            customer.pk,
            _("Fixer la limite de crédit"),
            _("Enregistrer la limite"),
            done,
            lead=customer.name,
            part="exposure",
        ),
        forms.CreditLimit,
        lambda values: set_credit_limit(customer, **values, on=visit.on, author=visit.author, at=visit.at),
        {
            "limit_cents": last.limit_cents if last else None,
            "currency": last.currency if last else visit.creditor.currency,
            "source": last.source if last else "person",
            "until_on": last.until_on if last else None,
        },
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """What sales tell of a customer: its name in the act, its form, the act, its fields, where it is shown."""

    name: str
    form: type[Form]
    save: Callable[..., object]
    fields: tuple[str, ...]
    part: str


_ORDER = _Kind("order", forms.Order, sales_facts.save_order, sales_facts.ORDER_FIELDS, "orders")
_DEAL = _Kind("deal", forms.Deal, sales_facts.save_deal, sales_facts.DEAL_FIELDS, "impact")


@visiting(right=_TELLS, methods=_BOTH, subject=Customer.objects)
def add_order(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Tell an order."""
    done = _("La commande est enregistrée ; ouverte, elle compte dans l’exposition.")
    return _added(request, visit, customer, _ORDER, (_("Ajouter une commande"), done))


@visiting(right=_TELLS, methods=_BOTH, subject=Order.objects.select_related("customer"))
def edit_order(request: DeskRequest, visit: Visit, order: Order) -> HttpResponse:
    """Change an order, or say where it stands."""
    title = _("Modifier la commande %(number)s") % {"number": order.number}
    return _edited(request, visit, order, _ORDER, (title, _("La commande est à jour.")))


@visiting(right=_TELLS, methods=_BOTH, subject=Customer.objects)
def add_deal(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Tell a deal."""
    done = _("L’affaire est enregistrée ; le commerce est prévenu si ce client est en retard.")
    return _added(request, visit, customer, _DEAL, (_("Ajouter une affaire"), done))


@visiting(right=_TELLS, methods=_BOTH, subject=Deal.objects.select_related("customer"))
def edit_deal(request: DeskRequest, visit: Visit, deal: Deal) -> HttpResponse:
    """Change a deal, or say how it ended."""
    title = _("Modifier l’affaire %(name)s") % {"name": deal.name}
    return _edited(request, visit, deal, _DEAL, (title, _("L’affaire est à jour.")))


def _added(
    request: DeskRequest, visit: Visit, customer: Customer, kind: _Kind, said: tuple[str, str]
) -> HttpResponse:
    title, done = said
    return act_page(
        request,
        about(customer.pk, title, _("Ajouter"), done, lead=customer.name, part=kind.part),
        kind.form,
        lambda values: kind.save(customer, values, on=visit.on, author=visit.author, at=visit.at),
        {"ordered_on": visit.on, "currency": visit.creditor.currency},
    )


def _edited(
    request: DeskRequest, visit: Visit, row: Order | Deal, kind: _Kind, said: tuple[str, str]
) -> HttpResponse:
    title, done = said
    lead = row.customer.name
    return act_page(
        request,
        about(row.customer_id, title, _("Enregistrer"), done, lead=lead, version=row.version, part=kind.part),
        kind.form,
        lambda values: kind.save(
            row.customer,
            values,
            **{kind.name: row},
            made_from=made_from(request),
            on=visit.on,
            author=visit.author,
            at=visit.at,
        ),
        {name: getattr(row, name) for name in kind.fields},
    )


@visiting(right=_TELLS, methods=_BOTH, subject=Customer.objects)
def touch_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Take a customer in a campaign, or keep it out."""
    known = Campaign.objects.of([visit.creditor.pk]).order_by("-from_on", "-pk")
    asked = request.GET.get("campaign", "")
    chosen = known.filter(pk=int(asked)).first() if asked.isdecimal() else None

    def act(values: dict[str, object]) -> object:
        told = {"excluded": values["excluded"] == "yes", "reason": str(values["reason"])}
        found = known.filter(name=values["name"]).first()
        if found is not None:
            return touch(customer, found, **told, author=visit.author, at=visit.at)  # type: ignore[arg-type]
        return touch_by_name(
            customer,
            name=str(values["name"]),
            from_on=visit.on,
            **told,  # type: ignore[arg-type]
            author=visit.author,
            at=visit.at,
        )

    return act_page(
        request,
        about(
            customer.pk,
            _("Campagne"),
            _("Enregistrer"),
            _("C’est enregistré."),
            lead=_("%(name)s : pris dans une campagne, ou exclu tant que sa dette le demande.")
            % {"name": customer.name},
            part="impact",
        ),
        forms.campaign_form(list(known.values_list("name", flat=True)[:50])),
        act,  # type: ignore[arg-type]
        {"name": chosen.name if chosen else "", "excluded": "yes" if chosen else "no"},
    )
