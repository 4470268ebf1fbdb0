"""A person says whether a thing was written at the source: what is uncertain is never written twice by itself."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.connectors.models import Intention
from encours.records.history.writing import recording

_SAID = {"done": "done", "again": "waiting", "drop": "dropped"}


def answer_intention(
    intention: Intention, *, said: str, made_from: int | None, author: str, at: datetime
) -> Intention:
    """Settle a thing uncertain or refused: it is there (`done`), it is not (`again`), or never mind (`drop`).

    Raises
        StaleFormError: it changed since the form was made.
        RuleError: it waits for no answer.
    """
    if said not in _SAID:
        raise RuleError("said_wrong", "Dire si c’est écrit, à écrire de nouveau, ou à abandonner.")
    with recording(
        intention.creditor_id, "answer_intention", author=author, cause=intention.key, at=at
    ) as record:
        now = Intention.objects.get(pk=intention.pk)
        same_version(now.version, made_from, "Cette écriture")
        if now.state not in {"uncertain", "refused", "shadow"}:
            raise RuleError("not_waiting", "Cette écriture n’attend plus de réponse.")
        Intention.objects.filter(pk=now.pk).update(
            state=_SAID[said],
            answered_by=author,
            done_at=record.at if said == "done" else None,
            next_at=None,
            tries=0,
            version=F("version") + 1,
        )
        if now.customer_id is None:
            record.tell(intention=now.pk, kind=now.kind, said=said)
        else:
            record.of(now.customer_id, intention=now.pk, kind=now.kind, said=said)
            record.untouched.add(now.customer_id)
    now.refresh_from_db()
    return now
