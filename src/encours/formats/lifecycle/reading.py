"""Reading a life-cycle message: one status for each invoice that it speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, BinaryIO, Final

import polars as pl
from lxml import etree

from encours.core.einvoice.lifecycle import NAMES, Reason, Status
from encours.core.refusals import Controls, UnreadableFileError
from encours.formats.hostile_xml import HARDENED, broken, refuse_doctype
from encours.formats.lifecycle.sniffing import ROOT
from encours.formats.pieces import Piece

_MOST_BYTES: Final = 4 * 1024 * 1024
_MOST_TAGS: Final = 100_000
_SIREN_SCHEME, _SIREN = "0002", 9
_DAY: Final = 8
_REMEDY: Final = "Demandez le message d’origine à votre plateforme agréée : rien n’en est enregistré."


def read(file: BinaryIO) -> Iterator[Piece]:
    """Read one message: `facts["statuses"]` holds what it says.

    Raises UnreadableFileError: hostile or broken bytes, another XML, a message that names no invoice or no status.
    """
    root = _root(file.read(_MOST_BYTES + 1))
    statuses = [_status(each) for each in root.iter("{*}ReferenceReferencedDocument")]
    told = [one for one in statuses if one.number and one.code]
    if not told:
        raise UnreadableFileError(
            "no_status", "Ce message de cycle de vie ne dit le statut d’aucune facture.", _REMEDY
        )
    count = Controls(rows_read=len(statuses), rows_kept=len(told))
    yield Piece(pl.DataFrame(), controls=count, facts={"statuses": told})


def _root(content: bytes) -> Any:
    if len(content) > _MOST_BYTES or content.count(b"<") > _MOST_TAGS:
        raise UnreadableFileError(
            "file_too_large", "Ce message de cycle de vie est démesuré : il n’est pas ouvert.", _REMEDY
        )
    try:
        root = etree.fromstring(content.removeprefix(b"\xef\xbb\xbf").lstrip(), etree.XMLParser(**HARDENED))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(error, _REMEDY) from None
    refuse_doctype(
        root,
        "Le message contient une déclaration DOCTYPE, qu’aucun message de cycle de vie n’emploie.",
        _REMEDY,
    )
    if etree.QName(root).localname != ROOT:
        raise UnreadableFileError(
            "not_a_status", "Ce XML n’est pas un message de cycle de vie (CDAR).", _REMEDY
        )
    return root


def _status(told: Any) -> Status:
    code = _text(told, "ProcessConditionCode")[:10]
    return Status(
        number=_text(told, "IssuerAssignedID")[:60],
        issued_on=_day(told.find("{*}FormattedIssueDateTime")),
        code=code,
        name=NAMES.get(code) or _text(told, "ProcessCondition")[:60],
        said_on=_day(told.find("{*}ReceiptDateTime")) or _day(told.find("../{*}IssueDateTime")),
        seller_siren=_siren(told),
        reasons=tuple(_reasons(told)),
    )


def _reasons(told: Any) -> Iterator[Reason]:
    for one in told.iterfind("{*}SpecifiedDocumentStatus"):
        code, text = _text(one, "ReasonCode")[:40], _text(one, "Reason")[:120]
        if code or text:
            yield Reason(code, text)


def _siren(told: Any) -> str:
    """Who issued the invoice, where the message tells it."""
    for each in told.iterfind("{*}IssuerTradeParty/{*}GlobalID"):
        text = "".join((each.text or "").split())
        if (
            each.get("schemeID") == _SIREN_SCHEME
            and len(text) == _SIREN
            and text.isascii()
            and text.isdecimal()
        ):
            return text
    return ""


def _text(told: Any, name: str) -> str:
    return " ".join((told.findtext(f"{{*}}{name}") or "").split())


def _day(told: Any) -> date | None:
    """A day of the forms 102 and 204; none where it is not one."""
    text = "" if told is None else "".join("".join(told.itertext()).split())
    try:
        return datetime.strptime(text[:_DAY], "%Y%m%d").date()  # noqa: DTZ007 — a day, without a time
    except ValueError:
        return None
