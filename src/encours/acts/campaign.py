"""Campaigns that touch customers: opened, and each customer taken in or kept out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime

from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer
from encours.records.sales.models import Campaign, Touch


def open_campaign(
    creditor: Creditor, *, name: str, from_on: date, until_on: date | None, author: str, at: datetime
) -> Campaign:
    """Name a campaign and its days.

    Raises
        RuleError: no name, one already used, or an end before the start.
    """
    if not name.strip():
        raise RuleError("name_wrong", "Donner un nom à la campagne.")
    if until_on is not None and until_on < from_on:
        raise RuleError("until_on_wrong", "La campagne finirait avant de commencer : corriger les dates.")
    with recording(creditor, "open_campaign", author=author, cause="desk", at=at) as record:
        if Campaign.objects.filter(creditor=creditor, name=name.strip()).exists():
            raise RuleError("name_wrong", "Une campagne porte déjà ce nom.")
        made = write_campaign(record, name.strip(), from_on, until_on)
        record.tell(campaign=made.pk, name=made.name)
    return made


def write_campaign(record: Record, name: str, from_on: date, until_on: date | None) -> Campaign:
    """The same inside another act's entry."""
    made = Campaign.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        name=name,
        from_on=from_on,
        until_on=until_on,
        by=record.entry.author,
    )
    record.wrote(Campaign, [made])
    return made


def touch_by_name(
    customer: Customer, *, name: str, from_on: date, excluded: bool, reason: str, author: str, at: datetime
) -> Touch:
    """Open a campaign under a new name, and take a first customer in it or keep it out.

    Raises
        RuleError: no name, or a customer kept out without a reason.
    """
    if not name.strip():
        raise RuleError("name_wrong", "Donner un nom à la campagne.")
    _reason_told(excluded=excluded, reason=reason)
    with _recording(customer, name.strip(), excluded=excluded, author=author, at=at) as record:
        campaign = write_campaign(record, name.strip(), from_on, None)
        return _write(record, customer, campaign, excluded=excluded, reason=reason)


def touch(
    customer: Customer, campaign: Campaign, *, excluded: bool, reason: str, author: str, at: datetime
) -> Touch:
    """Take a customer in a campaign, or keep it out with a reason.

    Raises
        RuleError: it already stands so, it is kept out without a reason, or the campaign is another creditor's.
    """
    if campaign.creditor_id != customer.creditor_id:
        raise RuleError("campaign_wrong", "Cette campagne est celle d’un autre créancier.")
    _reason_told(excluded=excluded, reason=reason)
    with _recording(customer, campaign.name, excluded=excluded, author=author, at=at) as record:
        last = Touch.objects.filter(customer=customer, campaign=campaign).order_by("-pk").first()
        if last is not None and last.excluded == excluded:
            raise RuleError("already_so", "C’est déjà le cas : rien n’a changé.")
        return _write(record, customer, campaign, excluded=excluded, reason=reason)


def _reason_told(*, excluded: bool, reason: str) -> None:
    if excluded and not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi le client est exclu de la campagne.")


def _recording(
    customer: Customer, name: str, *, excluded: bool, author: str, at: datetime
) -> AbstractContextManager[Record]:
    act = "exclude_from_campaign" if excluded else "include_in_campaign"
    return recording(customer.creditor_id, act, author=author, cause=name, at=at)


def _write(record: Record, customer: Customer, campaign: Campaign, *, excluded: bool, reason: str) -> Touch:
    made = Touch.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer=customer,
        campaign=campaign,
        excluded=excluded,
        reason=reason.strip(),
        by=record.entry.author,
    )
    record.wrote(Touch, [made])
    record.of(customer.pk, campaign=campaign.name, excluded=excluded, reason=reason)
    record.untouched.add(customer.pk)  # sales' campaigns change no reminder
    return made
