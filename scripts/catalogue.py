"""Extracts every sentence into the French and English catalogues, and compiles them.

`python scripts/catalogue.py` updates; `--check` changes nothing and fails where a sentence is missing,
untranslated, no longer used, or not compiled. French sentences are the source; their catalogue gives plurals.
"""

from __future__ import annotations

import ast
import io
import json
import string
import sys
from collections.abc import Container, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from plain_sentences import plain_sentences

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "encours"
sys.path.insert(0, str(SOURCE.parent))

from encours.words.typography import french  # noqa: E402 — the house is found by the line above

LOCALES = SOURCE / "words" / "locale"
FILLED = LOCALES / "filled.json"
LANGUAGES = ("fr", "en")
_NO_CLOCK = datetime(2026, 1, 1, tzinfo=UTC)  # compiled files hold a date: always this one
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "newstyle_gettext": "true"}}
_Marked = tuple[int, str, str | tuple[str | None, ...], list[str]]
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "_n": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Every sentence of the sources, marked or plain, with the file that says it."""
    found = Catalog(fuzzy=False, project="Encours", copyright_holder="Encours")
    for filename, message, context in _sentences():
        found.add(message, locations=[(f"src/encours/{filename}", 0)], context=context)
    return found


@cache
def _sentences() -> tuple[tuple[str, str | tuple[str, ...], str | None], ...]:
    """What each file says, read once for both languages."""
    rows = extract_from_dir(str(SOURCE), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    marked_ones = tuple((filename, message, context) for filename, _line, message, _comments, context in rows)
    return (*marked_ones, *((filename, sentence, None) for filename, sentence, _values in _plain()))


@cache
def _plain() -> tuple[tuple[str, str, bool], ...]:
    return tuple(plain_sentences(SOURCE))


def marked(file: BinaryIO, keywords: Container[str], _tags: object, **_options: object) -> Iterator[_Marked]:
    """The sentences marked in a Python module; what is computed inside a mark is no sentence."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and (name := _called(node.func)) in keywords:
            said = tuple(_text(part) for part in node.args)
            if said and said[0] is not None:
                yield node.lineno, name, said if len(said) > 1 else said[0], []


def _text(part: ast.expr) -> str | None:
    return part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


METHODS: list[tuple[str, Any]] = [("**.py", marked), ("**.html", "jinja2")]


def filled() -> bytes:
    """The plain sentences that values fill: `words.refusals` knows them again once filled."""
    texts = sorted({text for _name, text, values in _plain() if values})
    return (json.dumps(texts, ensure_ascii=False, indent=1) + "\n").encode()


def catalogue(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language brought up to date; French says what the source says, as French is set."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            kept = read_po(file, locale=language)
    else:
        kept = Catalog(locale=language, fuzzy=False, project="Encours")
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    for message in kept:  # one that has got a plural since: what was said of it is not what is asked now
        if message.id and message.fuzzy:
            message.flags.discard("fuzzy")
            message.string = "" if isinstance(message.id, str) else ("",) * len(message.id)
    if language == "fr":
        for message in kept:
            if message.id:
                said = message.string if _said(message.string) else message.id
                message.string = (
                    french(str(said)) if isinstance(said, str) else tuple(map(french, said or ()))
                )
    return kept


def written(found: Catalog) -> tuple[bytes, bytes]:
    """The .po and the .mo of a catalogue, the same bytes for the same sentences."""
    text, compiled = io.BytesIO(), io.BytesIO()
    found.creation_date = found.revision_date = _NO_CLOCK
    write_po(text, found, sort_output=True, omit_header=False, include_lineno=False, width=110)
    write_mo(compiled, found)
    return _without_dates(text.getvalue()), compiled.getvalue()


def _without_dates(text: bytes) -> bytes:
    kept = [line for line in text.splitlines(keepends=True) if b"-Date: " not in line]
    return b"".join(kept)


def _said(text: object) -> bool:
    return all(text) if isinstance(text, tuple) else bool(text)


def faults(language: str, found: Catalog) -> list[str]:
    """What keeps a catalogue from being whole."""
    told = []
    for message in found:
        if not message.id:
            continue
        if not _said(message.string):
            told.append(f"{language}: not translated: {message.id!r}")
        elif _placeholders(message.id) != _placeholders(message.string):
            told.append(f"{language}: other placeholders: {message.id!r}")
    return told


def _placeholders(text: object) -> set[str]:
    whole = " ".join(text) if isinstance(text, tuple) else str(text)
    percent = {part.split(")")[0] for part in whole.split("%(")[1:]}
    braces = {name for _, name, _, _ in string.Formatter().parse(whole) if name} if "{" in whole else set()
    return percent | braces


def main() -> int:
    """Update the catalogues, or check them."""
    told: list[str] = []
    kept = {FILLED: filled()}
    for language in LANGUAGES:
        folder = LOCALES / language / "LC_MESSAGES"
        found = catalogue(language, extracted())  # anew for each: a catalogue takes the messages themselves
        kept[folder / "django.po"], kept[folder / "django.mo"] = written(found)
        told += faults(language, found)
    for path, content in kept.items():
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        elif not path.exists() or path.read_bytes() != content:
            told.append(f"{path.relative_to(ROOT)} is not up to date: make messages")
    for line in told:
        print(line)
    print(f"{len(list(extracted())) - 1} sentences, {len(told)} faults")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
