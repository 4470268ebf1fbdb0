"""Slips of cheques, card payments and bills, typed or exported as CSV."""

from encours.formats.deposit_slips.reading import read, sniff
from encours.formats.deposit_slips.rows import MOST, Slip, SlipLine, read_slip

__all__ = ["MOST", "Slip", "SlipLine", "read", "read_slip", "sniff"]
