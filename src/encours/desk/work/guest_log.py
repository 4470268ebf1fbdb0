"""The log of what an invited colleague opens."""

from __future__ import annotations

from django.db.models import Model

from encours.acts.invite import log_opening
from encours.desk.visits import Visit
from encours.records.parties.models import Customer
from encours.records.work.models import Invitation


def log_page(visit: Visit, subject: Model, page: str) -> None:
    """Note that a page of a case was opened, where the person is there by invitation."""
    customer = subject.pk if isinstance(subject, Customer) else getattr(subject, "customer_id", None)
    if not customer:
        return
    running = Invitation.objects.filter(
        customer_id=customer, user=visit.person, until_on__gte=visit.on, withdrawn_at__isnull=True
    )
    invitation = running.select_related("customer").first()
    if invitation is not None:
        who = visit.person.email
        log_opening(invitation.customer, who=who, page=page, at=visit.at, invitation=invitation)
