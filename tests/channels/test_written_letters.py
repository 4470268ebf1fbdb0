"""From words to paper: what the default wordings become once printed, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pypdf
import pytest

from encours.channels.letter import pdf
from encours.channels.letter_forms import Letter
from encours.words import defaults
from encours.words.messages import render
from message_facts import IBAN, REFERENCE, facts, formal_notice_facts, item
from paper import code_on, words_on

AT = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def printed(step: str, language: str, context: dict[str, Any]) -> bytes:
    message = render(step, language, defaults.wording(step, language), context)
    customer = context["customer"]
    return pdf(
        Letter(
            key="l-1",
            kind=step,
            language=language,
            written_at=AT,
            sender_name=context["creditor"]["name"],
            recipient_name=customer["name"],
            recipient_lines=(customer["name"], *customer["address_lines"]),
            subject=message.subject,
            page=message.page,
        )
    )


MENTIONS = {
    "fr": {
        "date": "Lyon, le 21 novembre 2026",
        "words": "MISE EN DEMEURE",
        "creditor": "Ateliers Morvan SAS 12 rue des Forges 69003 Lyon",
        "debtor": "Boulangerie Dupré SARL Madame la gérante ZA des Chênes 14 rue du Moulin 38000 GRENOBLE",
        "invoice": "F2026-0123",
        "issued": "01/09/2026",
        "due": "01/10/2026",
        "order": "Votre commande 4500-77",
        "basis": "Contrat du 3 mars 2025",
        "principal": "2 234,50 € en principal",
        "interest": "Pénalités de retard arrêtées au 21 novembre 2026",
        "interest amount": "37,95 €",
        "daily": "0,74 €",
        "indemnity": "2 × 40,00 €",
        "accessory": "hors principal, non soumis à TVA",
        "deadline": "dans un délai de 10 jours",
        "deadline day": "au plus tard le 1er décembre 2026",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "cheque": "Par chèque",
        "consequence": "saisir la juridiction compétente",
        "earlier": "du 5 octobre 2026, du 16 octobre 2026 et du 2 novembre 2026",
        "law": "article 1344 du code civil",
        "dispute": "Un désaccord sur une facture ?",
        "signature": "Claire Martin Responsable du recouvrement",
    },
    "en": {
        "date": "Lyon, 21 November 2026",
        "words": "FORMAL NOTICE (MISE EN DEMEURE)",
        "creditor": "Ateliers Morvan SAS 12 rue des Forges 69003 Lyon",
        "debtor": "Boulangerie Dupré SARL Madame la gérante ZA des Chênes 14 rue du Moulin 38000 GRENOBLE",
        "invoice": "F2026-0123",
        "issued": "1 Sept 2026",
        "due": "1 Oct 2026",
        "order": "Your order 4500-77",
        "basis": "Contrat du 3 mars 2025",
        "principal": "€2,234.50 in principal",
        "interest": "Late-payment interest to 21 November 2026",
        "interest amount": "€37.95",
        "daily": "€0.74",
        "indemnity": "2 × €40.00",
        "accessory": "outside the principal, not subject to VAT",
        "deadline": "within 10 days",
        "deadline day": "by 1 December 2026 at the latest",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
        "cheque": "By cheque",
        "consequence": "before the competent court",
        "earlier": "of 5 October 2026, 16 October 2026 and 2 November 2026",
        "law": "article 1344 of the French Civil Code",
        "dispute": "Do you disagree with an invoice?",
        "signature": "Claire Martin Responsable du recouvrement",
    },
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_printed_formal_notice_bears_every_mention_on_one_sheet(language: str) -> None:
    content = printed("formal_notice", language, formal_notice_facts())
    words = words_on(content)
    lacking = [name for name, mention in MENTIONS[language].items() if mention not in words]
    assert lacking == []
    assert len(pypdf.PdfReader(BytesIO(content)).pages) == 1


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("step", ["preventive", "friendly", "firm", "last"])
def test_every_reminder_can_be_printed_with_a_code_that_pays_it(step: str, language: str) -> None:
    content = printed(step, language, facts())
    lines = code_on(content)
    assert (lines[6], lines[9]) == (IBAN, REFERENCE)
    assert Decimal(lines[7].removeprefix("EUR")) == Decimal("2234.50")
    assert "F2026-0130" in words_on(content)


def test_a_debt_in_another_currency_has_no_payment_code_but_its_bank_details() -> None:
    content = printed("friendly", "en", facts(currency="CHF", items=[item()]))
    assert code_on(content) == [""]
    assert "CHF2,234.50" in words_on(content)
    assert "FR76 3000 6000 0112 3456 7890 189" in words_on(content)


def test_names_in_other_alphabets_are_printed_in_their_own_letters() -> None:
    customer = facts()["customer"] | {"name": "Žižkov Łódź Ελλάς Київ"}
    assert "Žižkov Łódź Ελλάς Київ" in words_on(printed("friendly", "fr", facts(customer=customer)))
