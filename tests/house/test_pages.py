"""Templates: each is used, none lets text through unescaped, none names what is not there."""

from __future__ import annotations

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "src" / "encours"
FOLDERS = [HOUSE / "words" / "templates", HOUSE / "desk" / "templates"]
TEMPLATES = {
    path.relative_to(folder).as_posix(): path for folder in FOLDERS for path in folder.rglob("*.html")
}
MAIL = HOUSE / "words" / "defaults"  # the skin of an e-mail carries its style inside: it is no page
SOURCES = [*HOUSE.rglob("*.py"), *TEMPLATES.values()]
NAMED = re.compile(r"""["']([\w/.-]+\.html)["']""")


def named() -> dict[str, str]:
    """Each template that code or another template names, and where."""
    found = {}
    for path in SOURCES:
        for name in NAMED.findall(path.read_text("utf-8")):
            if TEMPLATES.get(name) != path:
                found[name] = str(path.relative_to(HOUSE))
    return found


def test_every_template_is_used() -> None:
    assert set(TEMPLATES) - set(named()) == set()


def test_every_template_that_is_named_exists() -> None:
    known = set(TEMPLATES) | {path.name for path in MAIL.glob("*.html")}
    assert {name: where for name, where in named().items() if name not in known} == {}


def test_no_template_lets_text_through_unescaped() -> None:
    for name, path in TEMPLATES.items():
        text = path.read_text("utf-8")
        assert not re.search(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(", text), name


def test_code_marks_no_text_of_people_as_safe() -> None:
    for path in HOUSE.rglob("*.py"):
        assert not re.search(r"mark_safe|SafeString\(|autoescape=False", path.read_text("utf-8")), path.name


def test_templates_hold_no_script_no_style_and_no_handler() -> None:
    """The content policy would refuse them: better to know here than on the page."""
    for name, path in TEMPLATES.items():
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:|hx-on", text), name


def test_templates_ask_nothing_of_another_site() -> None:
    for name, path in TEMPLATES.items():
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", path.read_text("utf-8")), name


def test_every_form_that_posts_bears_its_token() -> None:
    for name, path in TEMPLATES.items():
        text = path.read_text("utf-8")
        posts = len(re.findall(r"""<form[^>]*method=["']post["']""", text, re.IGNORECASE))
        assert len(re.findall(r"csrf_(?:input|token)", text)) >= posts, name


def test_a_table_is_not_called_as_the_section_around_it() -> None:
    """Two landmarks of one name: a screen reader could not tell them apart."""
    for name, path in TEMPLATES.items():
        text = path.read_text("utf-8")
        titles = set(re.findall(r"""<h\d[^>]* id="[^"]*"[^>]*>\{\{ _\("([^"]*)"\) \}\}""", text))
        assert titles.isdisjoint(re.findall(r"""scroll\(_\("([^"]*)"\)""", text)), name
