"""Files of companies: INSEE's stock (Sirene) and what *recherche-entreprises* answers, read by SIREN, no network."""

from encours.formats.companies.reading import read_companies

__all__ = ["read_companies"]
