"""A condition on a customer: an SQL boolean expression, read, checked against what is allowed, and run by Polars.

Allowed: the columns of the catalogue, literals, `= <> < <= > >=`, BETWEEN, IN, LIKE, IS NULL, AND, OR, NOT,
COALESCE and parentheses. Nothing else is read: each refusal says at which sign, what, and what to write instead.
The SQL that is run is written here from what was read; a person's own text never is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

import polars as pl

from encours.core.refusals import RuleError
from encours.core.segments.catalogue import MEASURED, Catalogue, Column
from encours.core.segments.literals import Misfit, literal, pattern
from encours.core.segments.signs import checked_signs

if TYPE_CHECKING:
    from sqlglot import exp

LONGEST: Final = 400
DEEPEST: Final = 12
_CURLED: Final = str.maketrans("‘’", "''")  # as word processors write them; in a text, an apostrophe stays
_COMPARED: Final = {"EQ": "=", "NEQ": "<>", "GT": ">", "GTE": ">=", "LT": "<", "LTE": "<="}
_PARTS: Final = {
    **dict.fromkeys((*_COMPARED, "And", "Or", "Is"), ("this", "expression")),
    "Like": ("this", "expression", "negate"),
    "Between": ("this", "low", "high"),
    "In": ("this", "expressions"),
    "Coalesce": ("this", "expressions"),
    "Column": ("this",),
}
_UNREADABLE: Final = (
    "la suite ne se lit pas ; vérifier qu'une comparaison est entière (colonne, signe, valeur) et que les parenthèses"
    " se ferment"
)
_MIRRORED: Final = {"=": "=", "<>": "<>", ">": "<", ">=": "<=", "<": ">", "<=": ">="}


class ConditionError(RuleError):
    """A condition that cannot be read: `at` is the first sign at fault, counted from 1."""

    def __init__(self, at: int, what: str) -> None:
        super().__init__("condition_wrong", f"Signe {at} : {what}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was checked: `sql` names columns of the sheet, those in `columns`, and plain values."""

    sql: str
    columns: tuple[Column, ...]

    @property
    def expr(self) -> pl.Expr:
        """The expression that the frame of customers is filtered by; null where it cannot be told."""
        return pl.sql_expr(self.sql)


def condition(text: str, catalogue: Catalogue) -> Condition:
    """Read a condition.

    Raises
        ConditionError: the sign, what is wrong there, and what to write instead.
    """
    if not text.strip():
        raise ConditionError(
            1, "la condition est vide ; écrire par exemple : encours > 10000 AND pays = 'FR'"
        )
    if len(text) > LONGEST:
        raise ConditionError(
            LONGEST + 1,
            f"une condition tient en {LONGEST} signes ; la raccourcir, ou en faire deux segments",
        )
    if "'" not in text:
        text = text.translate(_CURLED)
    for at, what in checked_signs(text, deepest=DEEPEST):
        raise ConditionError(at, what)
    reading, tree = _Reading(catalogue), _tree(text)
    _nothing_more(tree)
    sql = reading.boolean(tree)
    return Condition(sql, tuple(dict.fromkeys(reading.named)))


def _tree(text: str) -> exp.Expr:
    import sqlglot
    from sqlglot.errors import ParseError, SqlglotError

    try:
        return sqlglot.parse_one(text)
    except ParseError as error:
        told = error.errors[0] if error.errors else {}
        at = max(1, len(str(told.get("start_context") or "")) + 1)
        raise ConditionError(at, _UNREADABLE) from error
    except (SqlglotError, RecursionError) as error:
        raise ConditionError(1, "la condition ne se lit pas ; l'écrire plus simplement") from error


def _nothing_more(tree: exp.Expr) -> None:
    """Refuse what a node that is read says besides what is read of it: BETWEEN SYMMETRIC is no BETWEEN."""
    for node in tree.walk():
        read = _PARTS.get(type(node).__name__)
        if read is not None and any(told and name not in read for name, told in node.args.items()):
            raise ConditionError(_at(node), _UNREADABLE)


class _Reading:
    """One walk through the tree, which writes the SQL to run; `named` are the columns met."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.named: list[Column] = []

    def boolean(self, node: exp.Expr) -> str:
        """What is true or false of a customer."""
        from sqlglot import exp

        if isinstance(node, exp.And | exp.Or):
            word = "AND" if isinstance(node, exp.And) else "OR"
            return f"({self.boolean(node.this)} {word} {self.boolean(node.expression)})"
        if isinstance(node, exp.Not):
            return f"(NOT {self.boolean(node.this)})"
        if isinstance(node, exp.Paren):
            return self.boolean(node.this)
        if isinstance(node, exp.Column):
            return self._alone(node)
        kinds: dict[str, Callable[[exp.Expr], str]] = {
            **dict.fromkeys(_COMPARED, self._comparison),
            "Between": self._between, "In": self._in, "Like": self._like, "Is": self._is,
        }  # fmt: skip
        written = kinds.get(type(node).__name__)
        if isinstance(node, exp.Alias):
            raise ConditionError(_at(node.args["alias"]), _UNREADABLE)
        if written is None:
            raise ConditionError(
                _at(node),
                "rien n'est comparé ici ; écrire une colonne, un signe et une valeur, comme retard > 30",
            )
        return written(node)

    def _alone(self, node: exp.Expr) -> str:
        column = self._column(node)
        if column.kind != "yes_no":
            raise ConditionError(
                _at(node),
                f"« {_word(node)} » n'est comparé à rien ; ajouter un signe et une valeur, comme > 30",
            )
        return _quoted(column)

    def _comparison(self, node: exp.Expr) -> str:
        sign, left, right = _COMPARED[type(node).__name__], node.this, node.expression
        if not self._names(left) and self._names(right):
            sign, left, right = _MIRRORED[sign], right, left
        column, told = self._operand(left)
        if sign not in {"=", "<>"} and column.kind not in MEASURED:
            raise ConditionError(
                _at(left), f"« {column.french} » n'a ni plus ni moins ; utiliser =, <>, IN ou LIKE"
            )
        if self._names(right):
            other, said = self._operand(right)
            if other.kind != column.kind:
                raise ConditionError(
                    _at(right),
                    f"« {column.french} » et « {other.french} » ne se comparent pas ; choisir deux colonnes"
                    " de même nature",
                )
            return f"({told} {sign} {said})"
        return f"({told} {sign} {self._value(right, column)})"

    def _between(self, node: exp.Expr) -> str:
        column, told = self._operand(node.this)
        if column.kind not in MEASURED:
            raise ConditionError(
                _at(node.this), f"« {column.french} » n'a ni plus ni moins ; utiliser =, <>, IN ou LIKE"
            )
        low, high = (self._value(node.args[side], column) for side in ("low", "high"))
        return f"({told} BETWEEN {low} AND {high})"

    def _in(self, node: exp.Expr) -> str:
        column, told = self._operand(node.this)
        values = node.args.get("expressions") or []
        if not values:
            raise ConditionError(
                _at(node), "IN attend des valeurs entre parenthèses ; écrire IN ('FR', 'BE')"
            )
        return f"({told} IN ({', '.join(self._value(one, column) for one in values)}))"

    def _like(self, node: exp.Expr) -> str:
        column, told = self._operand(node.this)
        wanted = node.expression
        if column.kind != "text" or not _is_text(wanted):
            raise ConditionError(
                _at(wanted), "LIKE compare un texte à un modèle entre apostrophes ; écrire LIKE '75%'"
            )
        return f"({told} {'NOT ' if node.args.get('negate') else ''}LIKE '{pattern(wanted.name)}')"

    def _is(self, node: exp.Expr) -> str:
        from sqlglot import exp

        column, told = self._operand(node.this)
        if isinstance(node.expression, exp.Null):
            return f"({told} IS NULL)"
        if column.kind == "yes_no" and isinstance(node.expression, exp.Boolean):
            return f"({told} = {self._value(node.expression, column)})"
        raise ConditionError(_at(node), "IS attend NULL ou NOT NULL ; pour comparer, écrire =")

    def _names(self, node: exp.Expr) -> bool:
        from sqlglot import exp

        return isinstance(node, exp.Column | exp.Coalesce)

    def _operand(self, node: exp.Expr) -> tuple[Column, str]:
        """A column, or COALESCE(column, value): what is taken where it says nothing."""
        from sqlglot import exp

        if isinstance(node, exp.Coalesce):
            column = self._column(node.this)
            rest = node.expressions
            if len(rest) != 1:
                raise ConditionError(
                    _at(node), "COALESCE attend une colonne et une valeur ; écrire COALESCE(solvabilite, 0)"
                )
            return column, f"COALESCE({_quoted(column)}, {self._value(rest[0], column)})"
        column = self._column(node)
        return column, _quoted(column)

    def _column(self, node: exp.Expr) -> Column:
        from sqlglot import exp

        if not isinstance(node, exp.Column) or node.table:
            raise ConditionError(_at(node), "une colonne est attendue ici ; en choisir une dans la liste")
        found = self.catalogue.named(node.name)
        if found is None:
            raise ConditionError(_at(node), self._unknown(node.name))
        self.named.append(found)
        return replace(found, french=node.name)  # a refusal tells it by the word that was written

    def _unknown(self, word: str) -> str:
        near = get_close_matches(word.lower(), self.catalogue.words(), n=1)
        if near:
            return f"la colonne « {word[:60]} » n'existe pas ; écrire « {near[0]} » ?"
        return f"la colonne « {word[:60]} » n'existe pas ; en choisir une dans la liste"

    def _value(self, node: exp.Expr, column: Column) -> str:
        from sqlglot import exp

        negative = isinstance(node, exp.Neg)
        bare = node.this if negative else node
        if not isinstance(bare, exp.Literal | exp.Boolean):
            raise ConditionError(
                _at(node), "une valeur est attendue ici ; écrire un nombre, ou un texte entre apostrophes"
            )
        told = str(bare.this) if isinstance(bare, exp.Boolean) else bare.name
        try:
            return literal(
                f"-{told}" if negative else told,
                column,
                written="boolean"
                if isinstance(bare, exp.Boolean)
                else "text"
                if bare.is_string
                else "number",
            )
        except Misfit as wrong:
            raise ConditionError(_at(node), wrong.what) from wrong


def _quoted(column: Column) -> str:
    return f'"{column.name}"'


def _is_text(node: exp.Expr) -> bool:
    from sqlglot import exp

    return isinstance(node, exp.Literal) and node.is_string


def _word(node: exp.Expr) -> str:
    return node.name[:60]


def _at(node: exp.Expr) -> int:
    """The first sign of what was read, from 1; that of what it stands in where the reader kept no place."""
    places = [one.meta["start"] for one in node.walk() if "start" in one.meta]
    if not places and node.parent is not None:
        return _at(node.parent)
    return min(places, default=0) + 1
