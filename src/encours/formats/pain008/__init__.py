"""Orders of SEPA direct debit for a bank: pain.008.001.02 and .08 (ISO 20022, EPC130-08), written only."""

from encours.formats.pain008.writing import Group, Order, Transaction, write

__all__ = ["Group", "Order", "Transaction", "write"]
