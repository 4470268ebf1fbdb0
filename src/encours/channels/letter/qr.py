"""The EPC QR code (EPC069-12 v002) that a banking application reads: beneficiary, IBAN, amount, reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import segno
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from segno import helpers

from encours.channels.letter_forms import UndeliverableError
from encours.core.references import is_reference

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
    if not _SMALLEST <= payment.cents <= _LARGEST:
        raise UndeliverableError("qr", f"Un virement de {payment.cents} centimes ne se code pas en QR code.")
    if payment.reference and not is_reference(payment.reference):
        raise UndeliverableError(
            "qr", f"Pas de QR code : « {payment.reference} » n'est pas une référence valable."
        )
    try:
        return helpers.make_epc_qr(
            name=payment.name,
            iban=str(IBAN(payment.iban)),
            amount=Decimal(payment.cents).scaleb(-2),
            reference=payment.reference or None,
            text=None if payment.reference else payment.text,
            bic=payment.bic or None,
            encoding="utf-8",
        )
    except (SchwiftyException, ValueError) as error:
        raise UndeliverableError(
            "qr", f"Le QR code de paiement ne peut pas être fait ({error}) : vérifiez l'IBAN et la référence."
        ) from error
