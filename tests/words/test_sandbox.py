"""People's templates: what they may write, and how what they may not ends."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.words import sandbox
from encours.words.sandbox import TemplateRefusedError, render
from encours.words.typography import french

VALUES: dict[str, Any] = {
    "customer": {"name": "Dupré <SARL>", "city": None},
    "items": [
        {"number": f"F{place}", "open_cents": 123_450, "due_on": date(2026, 10, 1)} for place in (1, 2, 3)
    ],
    "rate": Decimal("12.15"),
}
HARD = "\N{NO-BREAK SPACE}"


def written(source: str, *, language: str = "fr", html: bool = False) -> str:
    return render(source, VALUES, language=language, html=html)


def test_values_loops_conditions_and_filters_are_written() -> None:
    source = (
        "{% for item in items if item.number != 'F2' %}"
        "{{ loop.index }}. {{ item.number }} {{ item.open_cents|money }} {{ item.due_on|day }}\n"
        "{% endfor %}"
        "{{ rate|percent }} {{ customer.city|default('ville inconnue') }} "
        "{{ items|length + 1 }} {{ 12|days }}"
    )
    assert written(source).replace(HARD, " ").replace("\N{NARROW NO-BREAK SPACE}", " ") == (
        "1. F1 1 234,50 € 1er octobre 2026\n"
        "2. F3 1 234,50 € 1er octobre 2026\n"
        "12,15 % ville inconnue 4 12 jours"
    )
    assert "€1,234.50 1 October 2026" in written(source, language="en").replace(HARD, " ")


def test_none_is_written_as_nothing() -> None:
    assert written("[{{ customer.city }}]") == "[]"


def test_html_escapes_every_value_and_text_none() -> None:
    assert written("{{ customer.name }}", html=True) == "Dupré &lt;SARL&gt;"
    assert written("{{ customer.name ~ '<b>' }}", html=True) == "Dupré &lt;SARL&gt;&lt;b&gt;"
    assert (
        written("{{ [customer.name, '<b>']|join('<br>') }}", html=True)
        == "Dupré &lt;SARL&gt;&lt;br&gt;&lt;b&gt;"
    )
    assert written("{{ customer.name }}") == "Dupré <SARL>"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("{{ ''.__class__ }}", "__class__"),
        ("{{ customer.__class__.__mro__ }}", "accessible"),
        ("{{ customer['__class__'] }}", "n'existe pas"),
        ("{{ customer|attr('__class__') }}", "filtre « attr »"),
        ("{{ customer.name.upper }}", "n'existe pas"),
        ("{{ customer.name.upper() }}", "call"),
        ("{{ customer.items }}", "n'existe pas"),
        ("{{ self }}", "accessible"),
        ("{{ _purse }}", "accessible"),
        ("{{ _language }}", "accessible"),
        ("{{ loop.cycle }}", "n'existe pas"),
        ("{% for i in items %}{{ loop.cycle }}{% endfor %}", "n'existe pas"),
        ("{% for i in items %}{{ loop }}{% endfor %}", "ne s'écrit pas"),
        ("{{ range(10) }}", "call"),
        ("{{ cycler }}", "n'existe pas"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as y %}", "import"),
        ("{% extends 'x' %}", "extends"),
        ("{% macro m() %}{% endmacro %}", "macro"),
        ("{% set x %}{% endset %}", "assignblock"),
        ("{% set items.x = 1 %}", "nsref"),
        ("{% filter upper %}x{% endfilter %}", "filterblock"),
        ("{{ 'a' * 3 }}", "mul"),
        ("{{ 2 ** 99 }}", "pow"),
        ("{{ '%99999d' % 1 }}", "mod"),
        ("{{ 1 / 0 }}", "div"),
        ("{{ customer.name[0:2] }}", "slice"),
        ("{{ customer|safe }}", "filtre « safe »"),
        ("{{ 'x'|center(999999999) }}", "filtre « center »"),
        ("{{ 1 is callable }}", "test « callable »"),
        ("{{ customer }}", "ne s'écrit pas"),
        ("{{ items }}", "ne s'écrit pas"),
        ("{{ 1 + 'a' }}", "nombres entiers"),
        ("{{ 'a'|money }}", "nombres entiers"),
        ("{{ 'a'|day }}", "attend un jour"),
        ("{% for i in items recursive %}{% endfor %}", "s'appeler elle-même"),
        ("{% for sign in customer.name %}{% endfor %}", "liste"),
        ("{% if %}", "syntaxe"),
        ("{{ nothing }}", "n'existe pas"),
    ],
)
def test_what_is_not_a_plain_value_is_refused_with_its_line(source: str, why: str) -> None:
    with pytest.raises(TemplateRefusedError, match=f"^{french('Ligne 3 : ')}") as refused:
        written(f"Bonjour,\n\n{source}")
    assert french(why) in str(refused.value)
    assert refused.value.line == 3


def nested(depth: int) -> str:
    return "{% for i in items %}" * depth + "x" + "{% endfor %}" * depth


@pytest.mark.parametrize(
    ("source", "why"),
    [
        (nested(14), "calculs"),
        ("{% set a = '0123456789' %}" + "{% set a = a ~ a %}" * 30 + "{{ a }}", "dépasse"),
        (
            "{% set a = '0123456789' %}"
            + "{% set a = a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a ~ a %}" * 3
            + "{% for i in items %}{% for i in items %}{% for i in items %}{% for i in items %}{{ a }}"
            + "{% endfor %}" * 4,
            "dépasse",
        ),
        ("{{ " + "9" * 6_000 + " }}", "démesuré"),
        ("{{ " + "(" * 3_000 + "1" + ")" * 3_000 + " }}", "imbriqué"),
        ("{% if 1 %}" * 1_000 + "{% endif %}" * 1_000, "imbriqué"),
        ("x" * (sandbox.LONGEST_SOURCE + 1), "limite"),
    ],
)
def test_a_template_that_would_not_end_or_would_fill_the_memory_is_stopped(source: str, why: str) -> None:
    with pytest.raises(TemplateRefusedError, match=why):
        written(source)


def test_two_thousand_invoices_fit_in_one_message() -> None:
    item = VALUES["items"][0]
    many = {"items": [item | {"open_cents": place} for place in range(2_000)]}
    source = (
        "{% for i in items %}{% if i.open_cents %}{{ i.number }} : {{ i.open_cents|money }} "
        "le {{ i.due_on|day }}\n{% endif %}{% endfor %}"
    )
    assert render(source, many, language="fr").count("\n") == 1_999


@pytest.mark.parametrize("value", [object(), {1, 2}, 1.5, b"x", {"_x": 1}, {1: 2}, [[[[[[[[[[1]]]]]]]]]]])
def test_only_plain_values_are_handed_to_a_template(value: Any) -> None:
    with pytest.raises(TemplateRefusedError):
        render("x", {"value": value}, language="fr")


@given(source=st.text(alphabet="{}%|.~ ()[]'+-_abcfilnoru09\n", max_size=80))
def test_any_template_ends_in_words_or_in_a_sentence(source: str) -> None:
    try:
        words = written(source)
    except TemplateRefusedError as refused:
        words = str(refused)
    assert isinstance(words, str)
    assert "Traceback" not in words
