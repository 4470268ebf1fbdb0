"""The messages of the house as it is delivered: wordings to copy into a creditor's own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from encours.words.languages import LANGUAGES

STEPS: Final = ("preventive", "friendly", "firm", "last", "formal_notice")
PARTS: Final = ("subject", "body", "letter")
# No steps, by e-mail only: what accompanies a statement of account, asks for documents, announces a direct debit.
STATEMENT: Final = "statement"
ON_DEMAND: Final = (STATEMENT, "documents", "debit_notice")
GROUP: Final = "group"  # no step either, by e-mail only: what companies of a group owe, told to its head
OWN: Final = (*STEPS, GROUP)  # whose words a creditor may write its own of
_FOLDER: Final = Path(__file__).parent


def parts_of(step_code: str) -> tuple[str, ...]:
    """The parts that a wording has."""
    return PARTS if step_code in STEPS else ("subject", "body")


def default_wordings() -> Iterator[tuple[str, str, str, str]]:
    """Every default wording as `(step_code, language, part, text)`, to seed a creditor's own.

    Parts: `subject` (one line), `body` (the e-mail, from which its text and HTML are both made) and
    `letter` (the body of the sheet).
    """
    for step in STEPS:
        for language in LANGUAGES:
            for part in PARTS:
                yield step, language, part, _read(step, language, part)


def wording(step_code: str, language: str) -> dict[str, str]:
    """The default parts of one step in one language; KeyError for a step that has none."""
    if step_code not in (*STEPS, *ON_DEMAND, GROUP):
        raise KeyError(step_code)
    return {part: _read(step_code, language, part) for part in parts_of(step_code)}


@cache
def _read(step: str, language: str, part: str) -> str:
    return (_FOLDER / language / f"{step}.{part}.txt").read_text("utf-8")
