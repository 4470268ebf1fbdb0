"""What stands before each field of an invoice, in French and in English: rules as data, none of any one supplier.

Each label has a weight: how sure it makes a value beside it, of a hundred.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Label:
    """One way to name a field."""

    pattern: re.Pattern[str]
    weight: int


def _labels(*told: tuple[int, str]) -> tuple[Label, ...]:
    return tuple(Label(re.compile(pattern, re.IGNORECASE), weight) for weight, pattern in told)


_NO: Final = r"(?:n[°ºo]\.?|num[ée]ro|number|no\.?|num\.?|#|nr\.?|id|r[ée]f(?:[ée]rence)?\.?)"

NUMBER: Final = _labels(
    (95, rf"\b(?:facture|invoice|avoir|credit note|bill|tax invoice)\s*{_NO}(?![a-z])"),
    (95, rf"\b{_NO}\s*(?:de\s+(?:la\s+)?)?(?:facture|pi[èe]ce|avoir|invoice|document)\b"),
    (90, r"\b(?:invoice|facture)\s+(?:reference|r[ée]f[ée]rence)\b"),
    (75, r"(?:^|\s)(?:facture|invoice|avoir|credit note|tax invoice)\s*(?:[:\-–]|$)"),
    (88, r"^\s*(?:facture|invoice|avoir|credit note)\s+(?=[A-Z0-9/_.-]*\d)"),
    (65, r"^\s*(?:facture|invoice|avoir|credit note)\b"),
)
ISSUED: Final = _labels(
    (
        95,
        r"\bdate\s*(?:de\s+(?:la\s+)?facture|de\s+facturation|d['’ ]?[ée]mission|d['’]édition|de l['’]avoir)\b",
    ),
    (
        95,
        r"\b(?:invoice|bill|billing|issue|issued|document)\s*date\b|\bdate\s+(?:issued|of\s+(?:issue|invoice))\b",
    ),
    (90, r"\b(?:facture|avoir)\b.{0,40}?\b(?:du|en date du)\b"),
    (85, r"\b(?:[ée]mise?|factur[ée]e?|[ée]tablie?)\s+le\b"),
    (75, r"^\s*date\s*:?\s*$|^\s*date\s*:|\bdated?\b\s*:?"),
    (55, r"\ble\b\s*:?|\bdu\b"),
)
_BEFORE: Final = r"(?:avant|au plus tard|jusqu['’]au|pour|le)\b"
DUE: Final = _labels(
    (95, r"\b(?:date\s+d['’ ]?)?[ée]ch[ée]ance\b"),
    (95, r"\b(?:due\s*(?:date|on|by)|payment\s+due|pay(?:able)?\s+(?:by|before)|date\s+due)\b"),
    (92, r"\bdate\s+(?:limite\s+)?de\s+(?:paiement|r[èe]glement)\b|\bdate\s+limite\b"),
    (
        90,
        rf"\b(?:[àa]\s+(?:payer|r[ée]gler)|payable|exigible|pr[ée]l[èe]vement|r[èe]glement)\s+{_BEFORE}",
    ),
)
NET: Final = _labels(
    (95, r"\b(?:total|montant|sous[- ]total|base|net)\s*(?:\w+\s+){0,2}?(?:net\s+)?h\.?\s?t\.?(?![a-z])"),
    (
        95,
        r"\b(?:total\s+hors\s+taxes?|montant\s+hors\s+taxes?|total\s+(?:without|excl(?:uding|\.)?|before)\s+(?:vat|tax))\b",
    ),
    (
        90,
        r"\b(?:sub\s?-?total|net\s+(?:amount|total)|total\s+net|untaxed\s+amount|taxable\s+amount|amount\s+excl)\b",
    ),
    (85, r"\b(?:gesamtbetrag|summe|nettobetrag|total\s+basis|total\s+netto|subtotaal)\b"),
    (80, r"(?<![a-z])h\.?t\.?(?![a-z])"),
)
TAX: Final = _labels(
    (95, r"\b(?:total|montant)\s*(?:de\s+(?:la\s+)?)?(?:t\.?v\.?a\.?|taxes?)(?![a-z])"),
    (92, r"\b(?:total\s+(?:vat|tax)|(?:vat|tax)\s+(?:amount|total)|sales\s+tax|gst)\b"),
    (85, r"(?<![a-z])(?:t\.?v\.?a\.?|vat|tax(?:es)?)(?![a-z])"),
    (80, r"\b(?:mwst\.?|umsatzsteuer|ust\.?|btw|steuerbetrag)\b"),
)
TOTAL: Final = _labels(
    (95, r"\b(?:total|montant|somme|net)\s*(?:\w+\s+){0,2}?t\.?t\.?c\.?(?![a-z])"),
    (
        95,
        r"\b(?:total\s+toutes\s+taxes|total\s+incl(?:uding|\.)?\s*(?:vat|tax)?|grand\s+total|invoice\s+total|total\s+(?:amount\s+)?due)\b",
    ),
    (
        92,
        r"\b(?:net\s+[àa]\s+payer|[àa]\s+payer|montant\s+[àa]\s+(?:payer|r[ée]gler)|amount\s+(?:due|payable)|balance\s+due|total\s+[àa]\s+payer)\b",
    ),
    (85, r"(?<![a-z])t\.?t\.?c\.?(?![a-z])"),
    (85, r"\b(?:rechnungsbetrag|bruttobetrag|bruttosumme|endbetrag|gesamtbetrag|zahlbetrag|totaal)\b"),
    (75, r"^\s*total\s+(?:facture|invoice|g[ée]n[ée]ral|amount|price)\b"),
    (
        70,
        r"(?<!sub)(?<!sub-)(?<!sous-)(?<!sous )\btotal\b(?!\s*(?:h\.?t|net|hors|tva|vat|tax|excl|without|before))",
    ),
)
TERMS: Final = _labels(
    (90, r"\b(?:conditions?|d[ée]lais?|modalit[ée]s?)\s+(?:de\s+)?(?:paiement|r[èe]glement)\b"),
    (90, r"\b(?:payment\s+terms?|terms\s+of\s+payment|terms)\b"),
    (70, r"\b(?:paiement|r[èe]glement|payable|payment)\b"),
)
# Words that say that what stands in their line is the buyer's own number.
BUYER: Final = re.compile(
    r"\b(?:clients?|acheteur|destinataire|votre|vos|factur[ée]\s+[àa]|buyer|customer|bill\s+to|your|ship\s+to|sold\s+to|kunde\w*)\b",
    re.IGNORECASE,
)
CREDIT: Final = re.compile(
    r"^\s*(?:facture\s+d['’]avoir|avoir|note de cr[ée]dit|credit\s+(?:note|memo))\b", re.IGNORECASE
)
# Lines of which no sum of an invoice is taken: laws, capital, penalties, what was paid before.
NO_SUM: Final = re.compile(
    r"\b(?:capital|p[ée]nalit|indemnit|escompte|forfaitaire|late\s+(?:fee|payment)|frais\s+de\s+recouvrement)\w*",
    re.IGNORECASE,
)
CURRENCIES: Final = {
    "€": "EUR", "EUR": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "USD": "USD", "£": "GBP", "GBP": "GBP",
    "CHF": "CHF", "₹": "INR", "INR": "INR", "CAD": "CAD", "PLN": "PLN",
}  # fmt: skip
