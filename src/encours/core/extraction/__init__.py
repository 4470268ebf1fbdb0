"""A printed invoice read by rules that are data: labels in two languages, check digits, sums that tie."""

from encours.core.extraction.reading import FIELDS, SURE, Extraction, Told, facts_of, read_invoice

__all__ = ["FIELDS", "SURE", "Extraction", "Told", "facts_of", "read_invoice"]
