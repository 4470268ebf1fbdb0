"""The payment advices of the demo: what two payers say that they leave out of what they paid."""

from __future__ import annotations

from dataclasses import dataclass

from encours.jobs.demo_company.settlement import Receipt


@dataclass(frozen=True, slots=True)
class Advice:
    """What a payer says of one invoice that it paid short: the whole of it, what it deducts, and why."""

    receipt: Receipt
    gross_cents: int
    deducted_cents: int
    why: str


def text(advice: Advice) -> str:
    """The advice as a payer's software writes it: labels, then a table that ends on its total."""
    receipt = advice.receipt
    row = (
        receipt.numbers,
        *map(_euros, (advice.gross_cents, advice.deducted_cents, receipt.cents)),
        advice.why,
    )
    return "\n".join(
        (
            "AVIS DE PAIEMENT",
            f"Payeur : {receipt.customer.name}",
            f"Date de paiement : {receipt.on:%d/%m/%Y}",
            "Devise : EUR",
            "N° facture;Montant brut;Retenue;Net payé;Motif",
            ";".join(row),
            f"TOTAL;;;{_euros(receipt.cents)};",
            "",
        )
    )


def _euros(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}" if cents else ""
