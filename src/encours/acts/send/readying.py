"""Messages made ready: the gate asked, the words written, the bytes kept; nothing has been handed over yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from encours.acts.send.accessories import accessories
from encours.acts.send.composing import Composed, compose
from encours.acts.send.gathering import Dossier
from encours.acts.send.looking import look
from encours.acts.send.returning import hold_for, put_back, stop
from encours.acts.send.sending import Sending, View
from encours.channels.email.composing import composed as email_bytes
from encours.channels.letter.rendering import pdf
from encours.channels.letter_forms import Letter, Prepared, UndeliverableError
from encours.core.gate import Outcome, Verdict
from encours.core.reasons import Reason, ReasonCode
from encours.records.documents.keeping import Parcel, laid_together
from encours.records.documents.models import KeptFile
from encours.words.sandbox import TemplateRefusedError

SUFFIX = {"message/rfc822": ".eml", "application/pdf": ".pdf"}
PASSES = {Outcome.GO, Outcome.RENDER}


@dataclass(frozen=True, slots=True)
class Ready:
    """One message, its exact bytes, and the row of the file they are kept in, not yet saved."""

    dossier: Dossier
    composed: Composed
    prepared: Prepared
    kept: KeptFile
    shadow: bool


def made_ready(sending: Sending, view: View, dossiers: Sequence[Dossier]) -> list[Ready]:
    """Write what may leave, and keep all their bytes at once; what may not goes back with the reason."""
    written = [
        (dossier, *told) for dossier in dossiers if (told := _written(sending, view, dossier)) is not None
    ]
    parcels = [
        Parcel(prepared.content, f"{prepared.key}{SUFFIX[prepared.media_type]}", prepared.media_type)
        for _, _, prepared, _ in written
    ]
    files = laid_together(parcels, creditor_id=sending.creditor_id, home=sending.home)
    return [
        Ready(dossier, composed, prepared, kept, outcome == Outcome.RENDER)
        for (dossier, composed, prepared, outcome), kept in zip(written, files, strict=True)
    ]


def of_today(sending: Sending, view: View, at: datetime) -> bool:
    """Whether it is still the day of this sending: past midnight, tomorrow's decides."""
    return at.astimezone(ZoneInfo(view.house.creditor.time_zone)).date() == sending.on


def _written(sending: Sending, view: View, dossier: Dossier) -> tuple[Composed, Prepared, Outcome] | None:
    """One message in words and bytes; None when it stays in the house."""
    at, message = sending.clock(), dossier.message
    if not of_today(sending, view, at):
        put_back(sending, message)
        return None
    try:
        verdict = _asked(sending, view, dossier, at)
        if isinstance(verdict, tuple):
            return verdict
        stop(sending, message, verdict)
    except TemplateRefusedError as error:
        hold_for(sending, message, Reason(ReasonCode.TEMPLATE_REFUSED, {"detail": str(error)}))
    except UndeliverableError as error:
        facts = {"field": error.field, "detail": error.sentence}
        hold_for(sending, message, Reason(ReasonCode.UNDELIVERABLE, facts))
    return None


def _asked(
    sending: Sending, view: View, dossier: Dossier, at: datetime
) -> tuple[Composed, Prepared, Outcome] | Verdict:
    """The gate is asked before anything is written: what waits costs no writing."""
    claimed = accessories(view.house, dossier, on=sending.on)
    verdict = look(view.house, dossier, claimed, view.told, at=at)
    if verdict.outcome not in PASSES:
        return verdict
    channel = dossier.message.channel
    composed = compose(
        view.house, dossier, on=sending.on, at=at, claimed=claimed, channel=channel, home=sending.home
    )
    if composed.missing:
        verdict = look(view.house, dossier, claimed, view.told, at=at, missing=composed.missing)
    if verdict.outcome not in PASSES:
        return verdict
    return composed, prepared_for(sending, view, channel, composed.letter), verdict.outcome


def prepared_for(sending: Sending, view: View, channel: str, letter: Letter) -> Prepared:
    """The exact bytes of a message; in shadow mode no channel needs to be configured.

    Raises
        UndeliverableError: it must not be handed over as it is.
    """
    if not view.house.creditor.shadow:
        return sending.way(channel).prepare(letter)
    if channel == "email":
        content, kind = email_bytes(letter), "message/rfc822"
        return Prepared(letter.key, content, kind, letter.return_path, letter.recipient_email)
    return Prepared(letter.key, pdf(letter), "application/pdf", "", letter.recipient_name)
