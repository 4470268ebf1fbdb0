"""An XML document as plain nodes, and the paths by which a syntax says where a term stands.

A path is written `A/B`, `A/B@attribute`, or with a condition on an attribute or a child: `A[@schemeID=VA]`,
`A[B/ID=VAT]`, `A[!B/ID=VAT]`. Names are local: the root's namespace has said which syntax it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_STEP = re.compile(r"(?P<name>\w+)(?:\[(?P<none>!?)(?P<at>@?)(?P<key>[\w/]+)=(?P<value>[^\]]*)\])?")


class Node:
    """One element: its text, attributes, children by local name, and its line in the file."""

    __slots__ = ("attributes", "children", "line", "text")

    def __init__(self, text: str, attributes: Any, line: int) -> None:
        self.text = text
        self.attributes = attributes
        self.line = line
        self.children: dict[str, list[Node]] = {}


@dataclass(frozen=True, slots=True)
class Step:
    """One part of a path."""

    name: str
    key: str = ""
    value: str = ""
    attribute: bool = False
    unlike: bool = False

    def keeps(self, node: Node) -> bool:
        """Whether the condition holds of this node."""
        if self.attribute:
            found = node.attributes.get(self.key, "") == self.value
        else:
            found = any(child.text == self.value for child in every(node, self.key))
        return found is not self.unlike


@cache
def steps(path: str) -> tuple[tuple[Step, ...], str]:
    """A path compiled: its steps, and the attribute that it ends with."""
    way, _, attribute = path.partition("@") if "]" not in path else _split(path)
    made = []
    for part in re.findall(r"[^/\[]+(?:\[[^\]]*\])?", way):
        found = _STEP.fullmatch(part)
        if found is None:
            raise ValueError(f"not a path: {path}")
        made.append(
            Step(
                found["name"],
                found["key"] or "",
                found["value"] or "",
                bool(found["at"]),
                bool(found["none"]),
            )
        )
    return tuple(made), attribute


def _split(path: str) -> tuple[str, str, str]:
    head, bracket, rest = path.rpartition("]")
    tail, at, attribute = rest.partition("@")
    return head + bracket + tail, at, attribute


def tree(element: Any, renamed: Mapping[str, str]) -> Node:
    """The nodes of an element; `renamed` gives an older syntax the names of today."""
    node = Node((element.text or "").strip(), element.attrib, element.sourceline or 0)
    children = node.children
    for child in element.iterchildren("*"):
        name = child.tag
        name = name[name.rfind("}") + 1 :]
        children.setdefault(renamed.get(name, name), []).append(tree(child, renamed))
    return node


def every(node: Node, *paths: str) -> list[Node]:
    """The nodes at the first path that leads to any."""
    for path in paths:
        found = [node]
        for step in steps(path)[0]:
            found = [child for one in found for child in one.children.get(step.name, ())]
            if step.key:
                found = [child for child in found if step.keeps(child)]
            if not found:
                break
        if found:
            return found
    return []


def one(node: Node, *paths: str) -> Node | None:
    """The first node at the first path that leads to any."""
    found = every(node, *paths)
    return found[0] if found else None


def text(node: Node, *paths: str) -> str:
    """The first text (or attribute) found along the paths, on one line; empty when there is none."""
    for path in paths:
        attribute = steps(path)[1]
        for found in every(node, path):
            words = " ".join((found.attributes.get(attribute, "") if attribute else found.text).split())
            if words:
                return words
    return ""
