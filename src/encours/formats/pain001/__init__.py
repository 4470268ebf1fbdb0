"""Orders of SEPA credit transfer for a bank: pain.001.001.03 and .09 (ISO 20022, EPC132-08), written only."""

from encours.formats.pain001.writing import Order, Transfer, write

__all__ = ["Order", "Transfer", "write"]
