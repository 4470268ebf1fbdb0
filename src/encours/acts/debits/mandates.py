"""Mandates of direct debit: signed, amended, stopped by what the bank says, taken up again or cancelled by a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import F

from encours.acts.debits.ending import end_debits
from encours.acts.rules import same_version
from encours.core.debits.identifiers import account, bank, latin, mandate_reference
from encours.core.debits.rules import SCHEMES, SEQUENCES
from encours.core.refusals import RuleError
from encours.records.debits.models import LIVE_MANDATES, Debit, Mandate
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Attachment, Customer

FIELDS: Final = ("umr", "scheme", "sequence", "signed_on", "debtor", "iban", "bic", "document")
_DEBTOR: Final = 70


def save_mandate(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    on: date,
    author: str,
    at: datetime,
    mandate: Mandate | None = None,
    made_from: int | None = None,
) -> Mandate:
    """Write a mandate (`FIELDS`), or amend one; what was announced under another account is announced anew.

    Raises
        RuleError: an account or a reference that is none, a reference known already, a day to come, another
            mandate that may be used, a document of another customer, or a mandate that was cancelled.
        StaleFormError: somebody changed it since the form was made.
    """
    told = right(values, on=on)
    act = "add_mandate" if mandate is None else "edit_mandate"
    with recording(customer.creditor_id, act, author=author, cause="desk", at=at) as record:
        _check(customer, told, mandate)
        if mandate is None:
            saved = add(record, customer.pk, told)
        else:
            now = Mandate.objects.get(pk=mandate.pk)
            same_version(now.version, made_from, "Ce mandat")
            if now.state == "cancelled":
                raise RuleError("mandate_over", "Ce mandat est révoqué : en écrire un autre.")
            if (now.iban, now.umr, now.scheme) != (told["iban"], told["umr"], told["scheme"]):
                end_debits(record, _announced(now), reason="mandate_amended", on=on)
            saved = change(record, now, **told)
        record.of(customer.pk, mandate=saved.umr, scheme=saved.scheme, signed_on=saved.signed_on)
    return saved


def cancel_mandate(
    mandate: Mandate, *, reason: str, made_from: int | None, on: date, author: str, at: datetime
) -> None:
    """Say that a mandate was revoked: nothing is debited under it any more.

    Raises
        RuleError: no reason, or it was cancelled already.
        StaleFormError: somebody changed it since the form was made.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Révoquer un mandat demande un motif : l’indiquer.")
    with recording(mandate.creditor_id, "cancel_mandate", author=author, cause=reason, at=at) as record:
        now = Mandate.objects.get(pk=mandate.pk)
        same_version(now.version, made_from, "Ce mandat")
        if now.state == "cancelled":
            raise RuleError("mandate_over", "Ce mandat est déjà révoqué.")
        end_debits(record, _announced(now), reason="mandate_cancelled", on=on)
        change(record, now, state="cancelled", reason=reason.strip()[:200])
        record.of(now.customer_id, mandate=now.umr, state="cancelled", reason=reason)


def take_up_mandate(
    mandate: Mandate, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Answer for a mandate that the bank's word stopped: it may be used again.

    Raises
        RuleError: no reason, or it is not stopped.
        StaleFormError: somebody changed it since the form was made.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Reprendre un mandat demande un motif : l’indiquer.")
    with recording(mandate.creditor_id, "take_up_mandate", author=author, cause=reason, at=at) as record:
        now = Mandate.objects.get(pk=mandate.pk)
        same_version(now.version, made_from, "Ce mandat")
        if now.state != "stopped":
            raise RuleError("mandate_not_stopped", "Ce mandat n’est pas arrêté : il n’y a rien à reprendre.")
        change(record, now, state="active", reason="")
        record.of(now.customer_id, mandate=now.umr, state="active", reason=reason)


def stop_mandate(record: Record, mandate: Mandate, *, code: str, on: date) -> None:
    """Stop a mandate for what the bank says, inside the act that reads it; what is announced under it is ended."""
    end_debits(record, _announced(mandate), reason="mandate_stopped", on=on)
    if mandate.state == "active":
        change(record, mandate, state="stopped", reason=code)


def right(values: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The values of a mandate as they are kept.

    Raises
        RuleError: one of them cannot be.
    """
    told = {name: values.get(name) for name in FIELDS}
    told |= {
        "umr": mandate_reference(values["umr"]),
        "iban": account(values["iban"]),
        "bic": bank(values.get("bic") or ""),
        "debtor": latin(values["debtor"], _DEBTOR),
    }
    checks = (
        ("umr", bool(told["umr"]), "La référence du mandat (RUM) : 35 caractères latins au plus, sans accent."),
        ("iban", bool(told["iban"]), "Cet IBAN n’est pas valide : le recopier depuis le mandat."),
        ("bic", bool(told["bic"]) or not values.get("bic"), "Ce BIC n’est pas valide ; il peut rester vide."),
        ("debtor", bool(told["debtor"]), "Indiquer le titulaire du compte."),
        ("scheme", told["scheme"] in SCHEMES, "Choisir le type de mandat : CORE ou B2B."),
        ("sequence", told["sequence"] in SEQUENCES, "Choisir ce que sera le prochain prélèvement."),
        ("signed_on", told["signed_on"] is not None and told["signed_on"] <= on, "Un mandat est déjà signé."),
    )  # fmt: skip
    for name, holds, sentence in checks:
        if not holds:
            raise RuleError(f"{name}_wrong", sentence)
    return told


def add(record: Record, customer_id: int, told: Mapping[str, Any]) -> Mandate:
    """Write a new mandate inside the act that asks for it."""
    made = Mandate.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        by=record.entry.author,
        customer_id=customer_id,
        **told,
    )
    record.wrote(Mandate, [made])
    return made


def change(record: Record, mandate: Mandate, **values: Any) -> Mandate:
    """Write over a mandate, its past kept, inside the act that asks for it."""
    supersede(Mandate, [mandate.pk], at=record.at)
    stamp = {"entry": record.entry, "recorded_at": record.at, "by": record.entry.author}
    Mandate.objects.filter(pk=mandate.pk).update(**values, **stamp, version=F("version") + 1)
    saved = Mandate.objects.get(pk=mandate.pk)
    record.wrote(Mandate, [saved])
    return saved


def _announced(mandate: Mandate) -> list[Debit]:
    return list(Debit.objects.filter(mandate=mandate, state="announced").order_by("pk"))


def _check(customer: Customer, told: Mapping[str, Any], mandate: Mandate | None) -> None:
    others = Mandate.objects.filter(creditor=customer.creditor_id)
    others = others if mandate is None else others.exclude(pk=mandate.pk)
    if others.filter(umr=told["umr"]).exists():
        raise RuleError("umr_wrong", "Cette référence de mandat est déjà prise : chaque mandat a la sienne.")
    if others.filter(customer=customer, state__in=LIVE_MANDATES).exists():
        raise RuleError("mandate_live", "Ce client a déjà un mandat : le modifier, ou le révoquer d’abord.")
    document = told.get("document")
    if document is not None and not Attachment.objects.filter(pk=document.pk, customer=customer).exists():
        raise RuleError("document_wrong", "Choisir un document de ce client.")
