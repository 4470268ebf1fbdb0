"""What every act's page about one customer says alike: where it leads back, whose version it is."""

from __future__ import annotations

from django.urls import reverse

from encours.desk.acting import Ask


def about(
    customer_id: int,
    title: str,
    verb: str,
    done: str,
    *,
    lead: str = "",
    version: int | None = None,
    part: str = "",
) -> Ask:
    """An act that leads back to the customer's page, at one part of it."""
    back = reverse("customer", args=[customer_id]) + (f"#{part}" if part else "")
    return Ask(title=title, verb=verb, back=back, done=done, lead=lead, version=version)
