"""Identifiers with right keys that belong to nobody: SIREN, VAT number, IBAN.

INSEE gives out no SIREN that starts with 000, and no French bank has the codes 99997 to 99999: a
reader's checks pass, and no letter, transfer or look-up can ever reach a real company.
"""

from __future__ import annotations

from stdnum import luhn
from stdnum.iso7064 import mod_97_10

PAYER_BANK = "99997"
OWN_BANK = "99998"
SUPPLIER_BANK = "99999"


def siren(rank: int) -> str:
    """The SIREN of the invented company number `rank` (0 to 99 999): nine digits, right Luhn key."""
    body = f"000{rank:05d}"
    return body + str(luhn.calc_check_digit(body))


def vat_number(siren_number: str) -> str:
    """The French VAT number of a SIREN."""
    return f"FR{(12 + 3 * (int(siren_number) % 97)) % 97:02d}{siren_number}"


def rib_key(bank: str, branch: str, account: str) -> str:
    """The two digits that close a French account number (bank 5, branch 5, account 11 digits)."""
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02d}"


def french_iban(bank: str, branch: str, account: str) -> str:
    """A French IBAN whose national and international keys are both right."""
    return _iban("FR", f"{bank}{branch}{account}{rib_key(bank, branch, account)}")


def british_iban(account: int) -> str:
    """A British IBAN at the invented bank ZZZZ, sort code 00-00-00."""
    return _iban("GB", f"ZZZZ000000{account:08d}")


def _iban(country: str, number: str) -> str:
    return f"{country}{mod_97_10.calc_check_digits(number + country)}{number}"
