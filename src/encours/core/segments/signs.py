"""The signs of a condition before it is read: each must be of a kind that is allowed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlglot.tokenizer_core import Token

_ALLOWED: Final = frozenset({
    "VAR", "NUMBER", "STRING", "EQ", "NEQ", "LT", "LTE", "GT", "GTE", "AND", "OR", "NOT", "IN", "BETWEEN", "LIKE",
    "IS", "NULL", "TRUE", "FALSE", "L_PAREN", "R_PAREN", "COMMA", "DASH",
})  # fmt: skip
_FUNCTION: Final = "COALESCE"


def checked_signs(text: str, *, deepest: int) -> Iterator[tuple[int, str]]:
    """What is not allowed of a text, in order: the sign, from 1, and a sentence."""
    from sqlglot.errors import SqlglotError
    from sqlglot.tokens import Tokenizer

    try:
        tokens = Tokenizer().tokenize(text)
    except SqlglotError:
        yield text.rfind("'") + 1, "un texte ne se ferme pas ; vérifier les apostrophes"
        return
    depth = 0
    for rank, token in enumerate(tokens):
        opened = token.token_type.name == "L_PAREN"
        depth += opened - (token.token_type.name == "R_PAREN")
        if depth > deepest:
            yield (
                token.start + 1,
                f"plus de {deepest} parenthèses l'une dans l'autre ; en faire deux segments",
            )
        yield from _of_kind(token)
        if opened and rank:
            yield from _called(tokens[rank - 1])
    if not tokens:
        yield 1, "la condition est vide ; écrire par exemple : encours > 10000 AND pays = 'FR'"


def _of_kind(token: Token) -> Iterator[tuple[int, str]]:
    kind = token.token_type.name
    if token.comments:
        yield token.end + 1, "une condition n'a pas de commentaire ; l'écrire dans le motif de la publication"
    if kind == "IDENTIFIER":
        yield (
            token.start + 1,
            "pas de guillemets ; un texte s'écrit entre apostrophes ('FR'), une colonne sans rien",
        )
    elif kind not in _ALLOWED:
        what = (
            f"« {token.text[:60]} » n'a pas sa place dans une condition ; restent colonnes, valeurs, =, <>, <, >,"
            " BETWEEN, IN, LIKE, IS NULL, AND, OR, NOT et parenthèses"
        )
        yield token.start + 1, what


def _called(before: Token) -> Iterator[tuple[int, str]]:
    if before.token_type.name == "VAR" and before.text.upper() != _FUNCTION:
        yield (
            before.start + 1,
            f"la fonction « {before.text[:60]} » n'est pas permise ; seule COALESCE(colonne, valeur) l'est",
        )
