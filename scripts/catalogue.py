"""Extracts every sentence into the French and English catalogues, and compiles them.

`python scripts/catalogue.py` updates; `--check` changes nothing and fails where a sentence is missing,
untranslated, no longer used, or not compiled. French sentences are the source; their catalogue gives plurals.
"""

from __future__ import annotations

import io
import string
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "encours"
LOCALES = SOURCE / "words" / "locale"
LANGUAGES = ("fr", "en")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"extensions": "jinja2.ext.i18n", "trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def extracted() -> Catalog:
    """Every sentence marked in the sources, with the file that says it."""
    found = Catalog(fuzzy=False, project="Encours", copyright_holder="Encours")
    rows = extract_from_dir(str(SOURCE), method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS)
    for filename, _line, message, _comments, context in rows:
        found.add(message, locations=[(f"src/encours/{filename}", 0)], context=context)
    return found


def catalogue(language: str, template: Catalog) -> Catalog:
    """The catalogue of a language brought up to date; French says what the source says."""
    path = LOCALES / language / "LC_MESSAGES" / "django.po"
    if path.exists():
        with path.open("rb") as file:
            kept = read_po(file, locale=language)
    else:
        kept = Catalog(locale=language, fuzzy=False, project="Encours")
    kept.update(template, no_fuzzy_matching=True)
    kept.obsolete.clear()
    if language == "fr":
        for message in kept:
            if message.id and not _said(message.string):
                message.string = message.id
    return kept


def written(found: Catalog) -> tuple[bytes, bytes]:
    """The .po and the .mo of a catalogue, the same bytes for the same sentences."""
    text, compiled = io.BytesIO(), io.BytesIO()
    found.creation_date = found.revision_date = datetime(2026, 1, 1, tzinfo=UTC)  # no clock in a compiled file
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
    check = "--check" in sys.argv
    told: list[str] = []
    for language in LANGUAGES:
        folder = LOCALES / language / "LC_MESSAGES"
        template = extracted()  # anew for each: a catalogue takes the messages themselves
        found = catalogue(language, template)
        text, compiled = written(found)
        told += faults(language, found)
        for path, content in ((folder / "django.po", text), (folder / "django.mo", compiled)):
            if check:
                if not path.exists() or _comparable(path) != _comparable_bytes(path, content):
                    told.append(f"{path.relative_to(ROOT)} is not up to date: make messages")
                continue
            folder.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    for line in told:
        print(line)
    print(f"{len(list(extracted())) - 1} sentences, {len(told)} faults")
    return 1 if told else 0


def _comparable(path: Path) -> bytes:
    return _comparable_bytes(path, path.read_bytes())


def _comparable_bytes(path: Path, content: bytes) -> bytes:
    """Headers of compiled catalogues hold dates: compare what they translate."""
    if path.suffix == ".po":
        return content
    from babel.messages.mofile import read_mo

    said = read_mo(io.BytesIO(content))
    return repr(sorted((str(message.id), str(message.string)) for message in said if message.id)).encode()


if __name__ == "__main__":
    sys.exit(main())
