"""The EPC QR code (EPC069-12 v002) that a banking application reads: beneficiary, IBAN, amount, reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import segno
from schwifty import BIC, IBAN
from schwifty.exceptions import SchwiftyException

from encours.channels.letter_forms import UndeliverableError, one_line
from encours.core.references import is_reference

_MOST_BYTES = 331  # EPC069-12, so that the code stays within version 13
_MASK = 2  # readers take any of the eight; looking for the prettiest costs a third of the letter's time
_SMALLEST, _LARGEST = 1, 99_999_999_999  # cents: EPC069-12 allows 0.01 to 999999999.99


def epc_qr_svg(transfer: Mapping[str, Any]) -> str:
    """The code as one SVG element, error level M, for `{name, iban, bic, amount_cents, reference | text}`.

    `reference` is an ISO 11649 reference; `text` is used when there is none. Amount in euro cents.
    Raises UndeliverableError when the transfer cannot be coded (wrong IBAN, amount out of bounds, name
    missing): a wrong code would send money elsewhere, so none is better.
    """
    payment = _Transfer(
        name=str(transfer.get("name", ""))[:70],
        iban=str(transfer.get("iban", "")),
        bic=str(transfer.get("bic") or ""),
        cents=int(transfer.get("amount_cents", 0)),
        reference=str(transfer.get("reference") or ""),
        text=str(transfer.get("text") or "")[:140],
    )
    return str(_code(payment).svg_inline(border=0, scale=1, dark="#000", light=None))


@dataclass(frozen=True, slots=True)
class _Transfer:
    name: str
    iban: str
    bic: str
    cents: int
    reference: str
    text: str


def _code(payment: _Transfer) -> segno.QRCode:
    payload = _payload(payment)
    if len(payload.encode()) > _MOST_BYTES:
        raise UndeliverableError("qr", f"Le QR code de paiement dépasserait {_MOST_BYTES} octets.")
    return segno.make_qr(payload, error="m", boost_error=False, encoding="utf-8", mask=_MASK)


def _payload(payment: _Transfer) -> str:
    """The eleven lines of EPC069-12 v002, the last one empty when the reference is structured."""
    if not _SMALLEST <= payment.cents <= _LARGEST:
        raise UndeliverableError("qr", f"Un virement de {payment.cents} centimes ne se code pas en QR code.")
    if not payment.name:
        raise UndeliverableError("qr", "Pas de QR code : le nom du bénéficiaire manque.")
    if payment.reference and not is_reference(payment.reference):
        raise UndeliverableError(
            "qr", f"Pas de QR code : « {payment.reference} » n'est pas une référence valable."
        )
    try:
        iban, bic = str(IBAN(payment.iban)), str(BIC(payment.bic)) if payment.bic else ""
    except SchwiftyException as error:
        raise UndeliverableError(
            "qr", f"Pas de QR code : coordonnées bancaires à vérifier ({error})."
        ) from error
    amount = f"EUR{payment.cents // 100}.{payment.cents % 100:02d}"
    text = "" if payment.reference else one_line("qr", payment.text)
    lines = ("BCD", "002", "1", "SCT", bic, one_line("qr", payment.name), iban, amount, "", payment.reference)
    return "\n".join([*lines, text])
