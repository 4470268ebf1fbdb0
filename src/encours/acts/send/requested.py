"""The request for documents that a message carries, in the customer's language, with its link."""

from __future__ import annotations

from typing import cast

from encours.acts.requests.links import link_of
from encours.records.requests.models import DocumentRequest
from encours.words.languages import speaking
from encours.words.message_context import MessageContext
from encours.words.requests import document_asked


def of_request(context: MessageContext, request: DocumentRequest, language: str) -> MessageContext:
    """The facts of its message."""
    with speaking(language):
        asked = [document_asked(kind) for kind in request.kinds.split(",") if kind != "other"]
    told = {
        "asked": asked,
        "text": request.text,
        "due_on": request.due_on,
        "until_on": request.until_on,
        "link": link_of(request),
        "invoice": request.receivable.number if request.receivable else "",
        "again": request.reminded_at is not None,
    }
    return cast("MessageContext", {**context, "request": told})
