"""The house speaks two languages: nothing is shown that is not marked, and nothing marked is untranslated."""

from __future__ import annotations

import ast
import io
import re
import sys
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src/encours"
sys.path.insert(0, str(ROOT / "scripts"))

import catalogue  # noqa: E402 — a script, found by the line above
import plain_sentences  # noqa: E402 — another

from encours.words.typography import french  # noqa: E402

TEMPLATES = sorted(SOURCE.glob("**/templates/**/*.html"))
DESK = sorted((SOURCE / "desk").rglob("*.py"))
# Labels of letters, what is asked and read as it is typed, and the rule itself.
OWN_WORDS = {"labels.py", "languages.py", "refusals.py", "typography.py"}
SPOKEN = [*DESK, *(path for path in sorted((SOURCE / "words").rglob("*.py")) if path.name not in OWN_WORDS)]
MARKS = {*catalogue.KEYWORDS}
SAID_BY = {"label", "help_text", "verb", "lead", "done", "title", "empty_label"}  # arguments people read
SHOWN = {"title", "aria-label", "alt", "placeholder"}  # attributes people read
WORD = re.compile(r"[^\W\d_]{2}")
ALIKE = {
    "Encours",
    "SIREN",
    "XLSX",
    "CSV",
    "PDF",
    "wide",
}  # said alike in both languages, or a class of the skin


def _written(language: str) -> list[Message]:
    path = catalogue.LOCALES / language / "LC_MESSAGES/django.po"
    return [message for message in read_po(io.BytesIO(path.read_bytes()), locale=language) if message.id]


def _named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


SOURCES_READ = pytest.mark.xdist_group(
    "sources of sentences"
)  # by one process: reading them all takes longest


@SOURCES_READ
@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_every_sentence_is_translated_with_the_same_placeholders(language: str) -> None:
    found = catalogue.catalogue(language, catalogue.extracted())
    assert catalogue.faults(language, found) == []


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
def test_the_compiled_catalogue_says_what_the_written_one_says(language: str) -> None:
    folder = catalogue.LOCALES / language / "LC_MESSAGES"
    compiled = GNUTranslations((folder / "django.mo").open("rb"))
    for message in _written(language):
        if isinstance(message.id, tuple):
            told = tuple(compiled.ngettext(*message.id, count) for count in (1, 2))
        elif message.context:
            told = compiled.pgettext(message.context, message.id)
        else:
            told = compiled.gettext(message.id)
        assert told == (message.string or message.id)


@SOURCES_READ
def test_sentences_filled_with_values_are_listed_for_words_refusals() -> None:
    assert catalogue.FILLED.read_bytes() == catalogue.filled(), "make messages"


def test_french_and_english_say_one_and_several() -> None:
    for language in catalogue.LANGUAGES:
        plurals = [message for message in _written(language) if isinstance(message.id, tuple)]
        assert plurals
        for message in plurals:
            assert len(message.string) == 2, message.id
            assert all(message.string), message.id


def test_english_keeps_no_french_quotes_and_no_space_before_a_colon() -> None:
    for message in _written("en"):
        for text in message.string if isinstance(message.string, tuple) else [message.string]:
            assert not re.search(r"[«»']| [:;?!]", text), text


APART = re.compile(r"(?:^|\S) [:;?!»](?![\w/])|« ")  # a sign of two parts that a line may begin with


def test_french_keeps_a_sign_of_two_parts_beside_its_word_and_its_apostrophes_curly() -> None:
    """Sources are written with plain spaces: `scripts/catalogue.py` sets what is read, by `words.typography`."""
    for message in _written("fr"):
        for text in message.string if isinstance(message.string, tuple) else [message.string]:
            assert not APART.search(text), text
            assert french(text) == text


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_a_template_writes_no_sign_of_two_parts_that_nothing_sets(path: Path) -> None:
    """Write `{{ _(" : ") }}` between two values: it keeps to the word before it in French, and is `: ` in English."""
    written = [node.data for node in _parsed(path).find_all(nodes.TemplateData)]
    assert [text for text in written if APART.search(text)] == []


@pytest.mark.parametrize("path", SPOKEN, ids=_named)
def test_a_module_that_speaks_writes_no_sign_of_two_parts_that_nothing_sets(path: Path) -> None:
    """Write `_(" : ")` between two values, or the whole sentence inside one mark."""
    tree = ast.parse(path.read_text("utf-8"))
    marked = _marked(tree) | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in marked
    ]
    assert [text for text in texts if isinstance(text, str) and APART.search(text)] == []


class _Shown(HTMLParser):
    """What a page says by itself: texts and the attributes that people read, outside styles."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        self.said += [value for name, value in attrs if name in SHOWN and value and WORD.search(value)]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside not in {"style", "script"} and WORD.search(data):
            self.said.append(data.strip(" \n·"))


def _parsed(path: Path) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_a_template_says_nothing_outside_a_mark(path: Path) -> None:
    shown = _Shown()
    shown.feed("".join(node.data for node in _parsed(path).find_all(nodes.TemplateData)))
    assert [text for text in shown.said if text not in ALIKE] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=_named)
def test_an_expression_of_a_template_holds_no_french_outside_a_mark(path: Path) -> None:
    tree = _parsed(path)
    marked = {
        id(text)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in MARKS
        for text in call.find_all(nodes.Const)
    }
    texts = [node.value for node in tree.find_all(nodes.Const) if id(node) not in marked]
    assert [text for text in texts if isinstance(text, str) and plain_sentences.reads_french(text)] == []


def _marked(tree: ast.AST) -> set[int]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    named = [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in MARKS]
    return {id(inner) for call in named for inner in ast.walk(call)}


@pytest.mark.parametrize("path", DESK, ids=_named)
def test_a_module_of_the_desk_says_nothing_outside_a_mark(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    marked = _marked(tree)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    labels = {
        id(word.value)
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        for word in call.keywords
        if word.arg in SAID_BY
    }
    unmarked = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in marked | docs
        if plain_sentences.reads_french(node.value) or (id(node) in labels and WORD.search(node.value))
    ]
    assert unmarked == []


def test_no_mark_is_put_on_a_text_already_filled() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS:
                assert not any(isinstance(part, ast.JoinedStr) for part in node.args), _named(path)


def test_plain_sentences_are_gathered_with_their_values_named(tmp_path: Path) -> None:
    module = tmp_path / "acts/one.py"
    module.parent.mkdir(parents=True)
    module.write_text(
        '"""Une note pour qui programme."""\n'
        'raise Refused("une_regle", f"La ligne {row.line} dépasse {LIMIT} de {2 * LIMIT}, 5 % de {row.line}.")\n'
        'raise Refused("autre", "La date manque.", "plain english")\n',
        "utf-8",
    )
    assert set(plain_sentences.plain_sentences(tmp_path)) == {
        ("acts/one.py", "La ligne %(line)s dépasse %(limit)s de %(limit2)s, 5 %% de %(line)s.", True),
        ("acts/one.py", "La date manque.", False),
    }
