"""What could not be taken, said so that a person can put it right."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row (or part of one) that was left out, and what to do about it.

    `line` is the 1-based line of the file (0 when the whole file is meant), `rule` a stable code
    of lower-case words joined by underscores, `remedy` a sentence in plain French (a gettext
    message id: `words` shows it in the reader's language), `value` the text found, shortened.
    `critical` says that the file must not be loaded without this row.
    """

    line: int
    field: str
    rule: str
    remedy: str
    value: str = ""
    critical: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """Something read all the same, that a person should know."""

    line: int
    field: str
    rule: str
    remedy: str
    value: str = ""


class UnreadableFileError(Exception):
    """A file that cannot be trusted as a whole: nothing of it may be written.

    `rule` is a stable code, `sentence` says what and where, `remedy` what to do (both French
    message ids, already filled with their values), `line` 0 when no line can be named.
    """

    def __init__(self, rule: str, sentence: str, remedy: str, *, line: int = 0) -> None:
        super().__init__(f"{sentence} {remedy}")
        self.rule = rule
        self.sentence = sentence
        self.remedy = remedy
        self.line = line


@dataclass(frozen=True, slots=True)
class Controls:
    """Control totals of a file in cents: what came in equals what is kept plus what is refused."""

    rows_read: int = 0
    rows_kept: int = 0
    debit_cents: int = 0
    credit_cents: int = 0
    refused_debit_cents: int = 0
    refused_credit_cents: int = 0
    warnings: tuple[Notice, ...] = field(default=())


class SettingError(Exception):
    """A setting that cannot be used; the sentence says which, why, and what to write."""


class RuleError(Exception):
    """An anticipated refusal by a rule of the house; the sentence says what and what to do instead."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule
        self.sentence = sentence
