"""People's templates, rendered where they can read plain values and do nothing else (law 17).

A template is parsed, its tree held against a short list of what may be written (no call, no import, no macro,
no arithmetic but + and -), and every loop and filter is made to pay out of one purse: a template ends because
its purse does, on any machine, with no thread and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.translation import gettext as _
from jinja2 import (
    StrictUndefined,
    Template,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    nodes,
    pass_context,
)
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from encours.words.sandbox_filters import FILTERS, Purse, paid, shown, weighed, whole

LONGEST_SOURCE: Final = 32_000  # characters
LONGEST_OUTPUT: Final = 600_000  # characters: some 2 000 invoices in HTML
_DEEPEST, _MOST_VALUES = 8, 200_000

_ALLOWED_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.If,
    nodes.For,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Neg,
    nodes.Add,
    nodes.Sub,
    nodes.Concat,
    nodes.Filter,
    nodes.Test,
    nodes.Assign,
    nodes.List,
    nodes.Tuple,
)
_LOOP_WORDS: Final = frozenset({"index", "index0", "first", "last", "length"})
_RESERVED: Final = frozenset({"self", "super", "caller", "varargs", "kwargs"})
_TESTS: Final = frozenset({"none", "defined", "undefined", "equalto", "in", "odd", "even"})


class TemplateRefusedError(Exception):
    """A template, or what it made, that the house does not take; `line` is 0 when no line can be named."""

    def __init__(self, sentence: str, line: int = 0, part: str = "") -> None:
        where = [_("partie « %(part)s »") % {"part": part}] if part else []
        where += [_("ligne %(line)s") % {"line": line}] if line else []
        told = [", ".join(where), sentence] if where else [sentence]
        words = _(" : ").join(told)
        super().__init__(words[:1].upper() + words[1:])
        self.sentence = sentence
        self.line = line
        self.part = part


class Filled(dict[str, str]):
    """Fields of a creditor's own that are filled, by code: one that is not is said so where it is written."""


class _Unfilled(StrictUndefined):
    """A field that is not filled: false where it is asked about, refused where it is written."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override] # the one thing that may be asked of it
        return False


class Plain(dict[str, Any]):
    """Values held to be plain by `plain`: not looked through again for each part of a message."""


def plain(values: Mapping[str, Any]) -> Plain:
    """The values, once sure that a template may be given them; raises TemplateRefusedError."""
    _check_value(values, 0, [_MOST_VALUES])
    return Plain(values)


def render(
    source: str, values: Mapping[str, Any], *, language: str, currency: str = "EUR", html: bool = False
) -> str:
    """The template's words, from plain values: texts, numbers, days, booleans, lists and mappings of them.

    With `html`, every value is escaped. Raises TemplateRefusedError with a sentence that names the line.
    """
    checked = values if isinstance(values, Plain) else plain(values)
    template = compiled(source, html=html)
    hidden = {"_purse": Purse(), "_language": language, "_currency": currency}
    try:
        return _gathered(template.generate({**checked, **hidden}))
    except (SecurityError, UndefinedError) as error:
        raise TemplateRefusedError(_sentence(error), _line_of(error)) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise TemplateRefusedError(
            _("une valeur ne convient pas : %(why)s") % {"why": error}, _line_of(error)
        ) from error


@lru_cache(maxsize=256)
def compiled(source: str, *, html: bool) -> Template:
    """The template, checked and ready; raises TemplateRefusedError. Use it to check one before keeping it."""
    if len(source) > LONGEST_SOURCE:
        raise TemplateRefusedError(
            _("le modèle fait %(size)s caractères ; la limite est %(limit)s.")
            % {"size": len(source), "limit": LONGEST_SOURCE}
        )
    environment = _HTML if html else _TEXT
    try:
        tree = environment.parse(source)
        _check_tree(tree)
        return Template.from_code(environment, environment.compile(_metered(tree)), {})
    except TemplateSyntaxError as error:
        raise TemplateRefusedError(_("syntaxe : %(why)s") % {"why": error.message}, error.lineno) from error
    except (RecursionError, MemoryError, SyntaxError, ValueError, OverflowError) as error:
        raise TemplateRefusedError(
            _("le modèle est trop imbriqué ou contient un nombre démesuré.")
        ) from error


def _gathered(pieces: Iterable[str]) -> str:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > LONGEST_OUTPUT:
            raise SecurityError(
                _("le texte produit dépasse %(limit)s caractères.") % {"limit": LONGEST_OUTPUT}
            )
        kept.append(piece)
    return "".join(kept)


def _check_tree(tree: nodes.Node) -> None:
    for node in [tree, *tree.find_all(nodes.Node)]:
        if isinstance(node, nodes.Name | nodes.Getattr):
            name = node.name if isinstance(node, nodes.Name) else node.attr
            if name.startswith("_") or name in _RESERVED:
                raise TemplateRefusedError(
                    _("« %(name)s » n'est pas accessible.") % {"name": name}, node.lineno
                )
        elif isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise TemplateRefusedError(
                _("le filtre « %(name)s » n'existe pas.") % {"name": node.name}, node.lineno
            )
        elif isinstance(node, nodes.Test) and node.name not in _TESTS:
            raise TemplateRefusedError(
                _("le test « %(name)s » n'existe pas.") % {"name": node.name}, node.lineno
            )
        elif isinstance(node, nodes.For) and node.recursive:
            raise TemplateRefusedError(_("une boucle ne peut pas s'appeler elle-même."), node.lineno)
        elif not isinstance(node, _ALLOWED_NODES):
            kind = type(node).__name__.lower()
            raise TemplateRefusedError(
                _("« %(kind)s » n'est pas permis dans un modèle.") % {"kind": kind}, node.lineno
            )


def _metered(tree: nodes.Template) -> nodes.Template:
    """Loops pay for each turn by the size of their body; texts joined by ~ are weighed."""
    for loop in tree.find_all(nodes.For):
        price = nodes.Const(1 + sum(1 for _node in loop.find_all(nodes.Node)), lineno=loop.lineno)
        loop.iter = nodes.Filter(loop.iter, "_paid", [price], [], None, None, lineno=loop.lineno)
    for join in list(tree.find_all(nodes.Concat)):
        inner = nodes.Concat(join.nodes, lineno=join.lineno)
        join.nodes = [nodes.Filter(inner, "_weighed", [], [], None, None, lineno=join.lineno)]
    return tree


def _check_value(value: object, depth: int, budget: list[int]) -> None:
    budget[0] -= 1
    if depth > _DEEPEST or budget[0] < 0:
        raise TemplateRefusedError(_("les valeurs données au modèle sont trop nombreuses ou trop profondes."))
    if type(value) in _PLAIN:
        return
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or key.startswith("_"):
                raise TemplateRefusedError(_("une valeur donnée au modèle porte un nom interdit."))
            _check_value(inner, depth + 1, budget)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check_value(inner, depth + 1, budget)
    else:
        kind = type(value).__name__
        raise TemplateRefusedError(
            _("une valeur de type %(kind)s ne se donne pas à un modèle.") % {"kind": kind}
        )


_PLAIN: Final = frozenset({str, int, bool, type(None), date, Decimal, Markup})


class _Environment(ImmutableSandboxedEnvironment):
    """Names of mappings are the only attributes; + and - work on whole numbers alone."""

    intercepted_binops = frozenset({"+", "-"})
    intercepted_unops = frozenset({"-"})

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP_WORDS:
            return getattr(obj, attribute)
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            return obj
        if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(obj, list | tuple) and type(argument) is int and -len(obj) <= argument < len(obj):
            return obj[argument]
        if isinstance(obj, Filled):
            told = _("le champ « %(name)s » n’est pas rempli, ou n’existe pas.") % {"name": argument}
            return _Unfilled(hint=told, name=str(argument), exc=UndefinedError)
        return self.undefined(name=str(argument), exc=UndefinedError)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> int:
        first, second = whole(left), whole(right)
        return first + second if operator == "+" else first - second

    def call_unop(self, context: Context, operator: str, arg: Any) -> int:
        return -whole(arg)


def _environment(*, html: bool) -> _Environment:
    environment = _Environment(
        autoescape=html, undefined=StrictUndefined, finalize=shown, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(FILTERS | {"_paid": paid, "_weighed": pass_context(weighed)})
    environment.tests = {name: test for name, test in environment.tests.items() if name in _TESTS}
    return environment


_TEXT: Final = _environment(html=False)
_HTML: Final = _environment(html=True)


def _sentence(error: Exception) -> str:
    if isinstance(error, UndefinedError) and "«" in (error.message or ""):
        return str(error.message)
    if isinstance(error, UndefinedError):
        name = (error.message or "").removesuffix(" is undefined").strip("'")
        return _("« %(name)s » n'existe pas.") % {"name": name}
    return str(error)


def _line_of(error: Exception) -> int:
    """The template's line, from the traceback that Jinja rewrites."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in {"<template>", "<unknown>"}:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
