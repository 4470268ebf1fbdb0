"""The French sentences of floors that know no gettext, as `scripts/catalogue.py` gathers them.

Floors below `words` say why they refuse in plain French. A sentence written whole is a message id as it
stands; one filled with values (an f-string) becomes a message id with named places, `%(line)s`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

FLOORS = ("core", "law", "formats", "channels", "connectors", "wire", "acts")
# data that only looks like sentences: words sought in other people's files, an invented example
DATA = {
    "acts/sample_message.py",
    "core/formal_notice.py",
    "core/ledger/documents.py",
    "core/matching/folding.py",
    "formats/companion/cells.py",
}
_FRENCH = re.compile(
    r"[àâçéèêëîïôùûœÀÇÉÈÊ’«»]|\b(?:le|la|les|un|une|des|du|de|est|sans|pas|ce|cette|qui|que|par|ici)\b| [:;?!]",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PLACE = re.compile(r"%\(\w+\)s")
_REGULAR = re.compile(r"\(\?|\\[bsd]")
# What is shown of these is their label, be it one word, and where it stands: Format("fec", "FEC (…)", …).
_LABELS = {"Format": 1, "Target": 1, "field": 2}


def plain_sentences(source: Path) -> Iterator[tuple[str, str, bool]]:
    """Each sentence as (file below `source`, message id, whether values fill it), the sheets of law too."""
    for floor in FLOORS:
        for path in sorted((source / floor).rglob("*.py")):
            name = path.relative_to(source).as_posix()
            if name not in DATA:
                for text, filled in _of_module(path):
                    yield name, text, filled
    for path in sorted((source / "law" / "sheets").glob("*.yaml")):
        for text in _of_sheet(yaml.safe_load(path.read_text(encoding="utf-8"))):
            yield path.relative_to(source).as_posix(), text, False


def _of_module(path: Path) -> Iterator[tuple[str, bool]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    unsaid = _unsaid(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            text = _template(node)
            if id(node) not in unsaid and reads_french(_PLACE.sub("0", text)):
                yield text, True
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            if reads_french(node.value):
                yield node.value, False
        elif isinstance(node, ast.Call) and (label := _label(node)):
            yield label, False


def _label(call: ast.Call) -> str:
    """The label of a thing that is shown by it; empty for any other call."""
    place = _LABELS.get(call.func.id) if isinstance(call.func, ast.Name) else None
    if place is None or len(call.args) <= place:
        return ""
    label = call.args[place]
    return label.value if isinstance(label, ast.Constant) and isinstance(label.value, str) else ""


def _unsaid(tree: ast.AST) -> set[int]:
    """Docstrings and the pieces of f-strings."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            found.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            found |= {id(inner) for inner in ast.walk(node) if inner is not node}
    return found


def reads_french(text: str) -> bool:
    """Whether a text looks like words said to people in French."""
    said = " " in text.strip() and _LETTERS.search(text) and _FRENCH.search(text)
    return bool(said) and not _REGULAR.search(text)


def _template(node: ast.JoinedStr) -> str:
    """An f-string as a message id: each value named after the last name of its expression."""
    named: dict[str, str] = {}
    parts = []
    for part in node.values:
        if not isinstance(part, ast.FormattedValue):
            parts.append(str(ast.literal_eval(part)).replace("%", "%%"))
            continue
        written = ast.unparse(part.value)
        if written not in named:
            name = _name(part.value)
            same = sum(re.fullmatch(rf"{name}\d*", taken) is not None for taken in named.values())
            named[written] = f"{name}{same + 1}" if same else name
        parts.append(f"%({named[written]})s")
    return "".join(parts)


def _name(value: ast.expr) -> str:
    if isinstance(value, ast.Attribute):
        return value.attr.strip("_").lower()
    if isinstance(value, ast.Name):
        return value.id.strip("_").lower()
    if isinstance(value, ast.Call) and value.args:
        return _name(value.args[0])
    return next(
        (_name(inner) for inner in ast.walk(value) if isinstance(inner, (ast.Attribute, ast.Name))), "value"
    )


def _of_sheet(sheet: object) -> Iterator[str]:
    """The titles and the remedies of a sheet of law."""
    if isinstance(sheet, dict):
        for key, value in sheet.items():
            if key in {"title", "remedy"} and isinstance(value, str):
                yield value
            else:
                yield from _of_sheet(value)
    elif isinstance(sheet, list):
        for each in sheet:
            yield from _of_sheet(each)
