"""What a promotion agreed with a customer counts its rate or its amount on."""

from __future__ import annotations

from typing import Final

# The code of each basis, and how tables write it.
BASES: Final = {
    "invoice": "invoice facture parfacture surfacture invoices",
    "unit": "unit unite parunite article piece perunit item colis carton case",
    "turnover": "turnover chiffredaffaires ca cadelaperiode sales volume",
    "lump": "lump forfait forfaitaire lumpsum fixed fixe montantfixe",
}
DEFAULT: Final = "invoice"
