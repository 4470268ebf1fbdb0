"""One act on something of the bank, done for a reason that its page asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.db import models
from django.http import HttpResponse

from encours.desk.acting import Ask, act_page, made_from
from encours.desk.bank.forms import Undo
from encours.desk.visits import DeskRequest, Visit

_Row = TypeVar("_Row", bound=models.Model)


def reasoned(
    request: DeskRequest,
    visit: Visit,
    row: _Row,
    ask: Ask,
    act: Callable[..., object],
    form: type[forms.Form] = Undo,
    **more: object,
) -> HttpResponse:
    """The page of an act that takes the row, its `reason`, the version it was shown at, who and when, and `more`."""
    return act_page(
        request,
        ask,
        form,
        lambda told: act(
            row,
            reason=told["reason"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            **more,
        ),
    )
