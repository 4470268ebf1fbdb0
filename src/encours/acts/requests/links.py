"""The link of a request for documents: signed by the house's own key, for one request, until a day."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.signing import BadSignature, Signer

from encours.records.requests.models import DocumentRequest

PATH = "/deposit/"
_SALT = "encours.document_request"


def link_of(request: DocumentRequest) -> str:
    """The whole address, as it is written in a message."""
    return f"{request.address}{PATH}{token_of(request)}"


def token_of(request: DocumentRequest) -> str:
    """What the address ends with."""
    return Signer(salt=_SALT).sign(f"{request.pk}-{request.nonce}").replace(":", "~")


def request_of(token: str, *, at: datetime) -> DocumentRequest | None:
    """The request that a link names, while it lasts; None says no more than that it is none."""
    try:
        told = Signer(salt=_SALT).unsign(token.replace("~", ":"))
    except BadSignature:
        return None
    key, _, nonce = told.partition("-")
    rows = DocumentRequest.objects.select_related("creditor", "customer", "receivable", "contact")
    found = rows.filter(pk=int(key), nonce=nonce).exclude(state="closed").first()
    if found is None or at.astimezone(ZoneInfo(found.creditor.time_zone)).date() > found.until_on:
        return None
    return found
