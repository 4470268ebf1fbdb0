"""Words made comparable: what people type differently and mean alike."""

from __future__ import annotations

import polars as pl

LEGAL_FORMS = (
    "SARL SAS SASU SA EURL EI EIRL SCI SNC SCOP SELARL SCP GIE SOCIETE STE ETS ETABLISSEMENTS MR MME M "
    "MONSIEUR MADAME LTD LIMITED GMBH BV NV SRL SPA INC PLC LLC"
)
_LEGAL = r"\b(?:" + "|".join(LEGAL_FORMS.split()) + r")\b"


def plain(words: pl.Expr) -> pl.Expr:
    """Capitals without accents."""
    return words.map_batches(_plain, return_dtype=pl.String, is_elementwise=True)


def number_key(number: pl.Expr) -> pl.Expr:
    """An invoice number reduced to its letters and digits: `fa-2026/0042` is `FA20260042`."""
    return plain(number).str.replace_all(r"[^A-Z0-9]", "")


def misread_key(words: pl.Expr) -> pl.Expr:
    """Capitals in which a letter that people write for a digit is that digit."""
    return words.str.replace_all("O", "0", literal=True).str.replace_all("[IL]", "1")


def iban_key(iban: pl.Expr) -> pl.Expr:
    """An IBAN without spaces, in capitals; empty is null."""
    return _told(iban.str.replace_all(r"\s", "").str.to_uppercase())


def alias_key(name: pl.Expr) -> pl.Expr:
    """A payer's name, case, accents and punctuation apart; its legal form tells payers apart."""
    return _told(plain(name).str.replace_all(r"[^A-Z0-9]+", " ").str.strip_chars())


def name_key(name: pl.Expr) -> pl.Expr:
    """A name without its legal form: enough to propose, never to apply."""
    bare = alias_key(name).str.replace_all(_LEGAL, " ").str.replace_all(" +", " ").str.strip_chars()
    return _told(bare)


def legal_form(name: pl.Expr) -> pl.Expr:
    """The legal forms that a name tells, in order; empty when it tells none."""
    return alias_key(name).str.extract_all(_LEGAL).list.sort().list.join(" ").fill_null("")


def _told(words: pl.Expr) -> pl.Expr:
    # Asked once: a condition on the words themselves would fold them twice.
    return words.replace("", None)


def _plain(words: pl.Series) -> pl.Series:
    # Most words are plain but for their case: what accents cost is paid where there are some.
    capitals = words.str.to_uppercase()
    accented = (words.str.len_bytes() != words.str.len_chars()).fill_null(value=False).arg_true()
    if accented.is_empty():
        return capitals
    bare = words.gather(accented).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_uppercase()
    return capitals.scatter(accented, bare)
