"""A figure of one's own: an expression over measures, checked, then computed in exact fractions.

Allowed: the codes of known figures, numbers, `+ - * / ( )`, `coalesce` and `nullif`. Nothing else is read, and
every refusal is a sentence. The expression is parsed as SQL would be, and never sent to a database.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from encours.core.boards.units import NUMBER, SHOWN, Dimension, of_unit
from encours.core.refusals import RuleError

if TYPE_CHECKING:
    from sqlglot import exp

_LONGEST: Final = 400
_DEEPEST: Final = 24
_ALLOWED: Final = re.compile(r"[A-Za-z0-9_.+\-*/(),\s]*")
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,6})?")
_NAMES: Final = {"cents": "un montant", "days": "des jours", "hours": "des heures"}


def check(text: str, units: Mapping[str, str], wanted: str) -> None:
    """Refuse an expression that cannot be read, names what is not known, or makes no sense in `wanted`.

    `units` gives the unit of each known figure by its code.

    Raises
        RuleError: a sentence that says what to change.
    """
    if wanted not in SHOWN:
        raise RuleError("unit_wrong", "Cette unité n'existe pas : en choisir une dans la liste.")
    found = _dimension(parsed(text), units)
    if found.plain:
        raise RuleError("expression_wrong", "La formule ne nomme aucune mesure : en citer au moins une.")
    if not found.is_of(wanted):
        what, where = _said(found), _NAMES.get(wanted, "un nombre")
        raise RuleError(
            "unit_wrong",
            f"La formule donne {what}, et l'unité choisie est {where} : changer l'une ou l'autre.",
        )


def names(text: str) -> frozenset[str]:
    """The codes that an expression names."""
    from sqlglot import exp

    return frozenset(column.name for column in parsed(text).find_all(exp.Column))


def computed(text: str, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """The figure, exactly; None where a measure has none, or where it would be divided by zero."""
    return _value(parsed(text), values)


@lru_cache(maxsize=256)
def parsed(text: str) -> exp.Expr:
    """The tree of an expression, made of allowed parts alone; raises RuleError."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    if not text.strip():
        raise RuleError("expression_wrong", "La formule est vide : écrire par exemple overdue / outstanding.")
    if len(text) > _LONGEST or text.count("(") > _DEEPEST:
        raise RuleError("expression_wrong", f"Une formule tient en {_LONGEST} caractères : la raccourcir.")
    if not _ALLOWED.fullmatch(text) or "--" in text or "/*" in text:
        raise RuleError(
            "expression_wrong",
            "Une formule ne contient que des codes de mesures, des nombres (virgule décimale écrite avec un"
            " point), + - * / et des parenthèses.",
        )
    try:
        tree = sqlglot.parse_one(text.strip())
    except (SqlglotError, RecursionError) as error:
        raise RuleError(
            "expression_wrong",
            "La formule ne se lit pas : vérifier les parenthèses et qu'un signe sépare deux mesures.",
        ) from error
    _only_allowed(tree)
    return tree


def _only_allowed(tree: exp.Expr) -> None:
    from sqlglot import exp

    known = (
        exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Neg, exp.Paren, exp.Column, exp.Identifier, exp.Literal,
        exp.Coalesce, exp.Nullif,
    )  # fmt: skip
    for node in tree.walk():
        if not isinstance(node, known) or (isinstance(node, exp.Column) and node.table):
            raise RuleError(
                "expression_wrong",
                f"« {node.sql()[:60]} » n'a pas sa place dans une formule : mesures, nombres, + - * /,"
                " coalesce et nullif seulement.",
            )
        if isinstance(node, exp.Literal) and (node.is_string or not _NUMBER.fullmatch(node.name)):
            raise RuleError("expression_wrong", f"« {node.name[:60]} » n'est pas un nombre qui se lit ici.")


def _dimension(node: exp.Expr, units: Mapping[str, str]) -> Dimension:
    from sqlglot import exp

    if isinstance(node, exp.Literal):
        return NUMBER
    if isinstance(node, exp.Column):
        if node.name not in units:
            raise RuleError(
                "expression_wrong", f"« {node.name} » n'est pas une mesure connue : voir la liste des codes."
            )
        return of_unit(units[node.name])
    if isinstance(node, exp.Paren | exp.Neg):
        return _dimension(node.this, units)
    parts = [_dimension(part, units) for part in _operands(node)]
    if isinstance(node, exp.Mul | exp.Div):
        return parts[0].times(parts[1], sign=1 if isinstance(node, exp.Mul) else -1)
    whole = parts[0]
    for part in parts[1:]:
        together = whole.with_(part)
        if together is None:
            what, where = _said(whole), _said(part)
            raise RuleError(
                "unit_wrong", f"La formule mêle {what} et {where} : cela ne s'additionne ni ne se compare."
            )
        whole = together
    return whole


def _operands(node: exp.Expr) -> list[exp.Expr]:
    from sqlglot import exp

    if isinstance(node, exp.Coalesce):
        return [node.this, *node.expressions]
    return [node.this, node.expression]


def _value(node: exp.Expr, values: Mapping[str, Fraction | None]) -> Fraction | None:
    from sqlglot import exp

    if isinstance(node, exp.Literal):
        return Fraction(node.name)
    if isinstance(node, exp.Column):
        return values.get(node.name)
    if isinstance(node, exp.Paren | exp.Neg):
        inner = _value(node.this, values)
        return -inner if isinstance(node, exp.Neg) and inner is not None else inner
    found = [_value(part, values) for part in _operands(node)]
    if isinstance(node, exp.Coalesce):
        return next((one for one in found if one is not None), None)
    return _combined(node, found[0], found[1])


def _combined(node: exp.Expr, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    from sqlglot import exp

    if isinstance(node, exp.Nullif):
        return None if left == right else left
    if left is None or right is None:
        return None
    if isinstance(node, exp.Add):
        return left + right
    if isinstance(node, exp.Sub):
        return left - right
    if isinstance(node, exp.Mul):
        return left * right
    return left / right if right else None


def _said(dimension: Dimension) -> str:
    """A dimension in words."""
    powers = dict(dimension.powers)
    if not powers:
        return "un nombre"
    if len(powers) == 1:
        ((name, power),) = powers.items()
        if power == 1:
            return _NAMES[name]
    return "un mélange d'unités"
