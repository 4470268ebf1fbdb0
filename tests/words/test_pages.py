"""The environment of the pages and the skin's own templates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from django import forms
from django.test import RequestFactory
from django.utils import translation

from encours.words import pages

ROOT = Path(__file__).parents[2] / "src/encours"
SKIN = ROOT / "words/templates"


class Terms(forms.Form):
    name = forms.CharField(label="Raison sociale", help_text="Telle qu’au registre.")
    sure = forms.BooleanField(label="Des entreprises", required=False)
    how = forms.ChoiceField(label="Envoi", widget=forms.RadioSelect, choices=[("mail", "Courriel")])


@pytest.fixture(autouse=True)
def _in_french() -> Iterator[None]:
    with translation.override("fr"):
        yield


@pytest.fixture
def env() -> jinja2.Environment:
    return pages.environment(loader=jinja2.FileSystemLoader(SKIN))


def shell(**told: Any) -> pages.Shell:
    return pages.Shell(here="/clients?q=a", language_url="/langue", theme_url="/apparence", **told)


def render(env: jinja2.Environment, source: str, **context: Any) -> str:
    context.setdefault("csrf_input", "")
    return env.from_string(source).render(**context)


LAYOUT = "{% extends 'skin/layout.html' %}{% block title %}Clients{% endblock %}"


def test_what_a_page_shows_is_escaped(env: jinja2.Environment) -> None:
    assert render(env, "{{ name }}", name="<b>Delmas</b>") == "&lt;b&gt;Delmas&lt;/b&gt;"


def test_a_word_that_the_view_forgot_is_an_error_not_a_blank(env: jinja2.Environment) -> None:
    with pytest.raises(jinja2.UndefinedError, match="forgotten"):
        render(env, "{{ forgotten }}")


def test_the_backend_cannot_relax_escaping_or_strictness() -> None:
    made = pages.environment(autoescape=False, undefined=jinja2.Undefined)
    assert made.autoescape is True
    assert made.undefined is jinja2.StrictUndefined


def test_a_constant_amount_is_written_in_the_language_of_each_reader(env: jinja2.Environment) -> None:
    template = env.from_string("{{ 123450 | money }}")
    french = template.render()
    with translation.override("en"):
        english = template.render()
    assert (re.sub(r"\s", " ", french), english) == ("1 234,50 €", "€1,234.50")


@pytest.mark.parametrize("name", ["money", "rate", "percent", "number", "day", "day_long", "days_late"])
def test_what_is_absent_is_a_dash(env: jinja2.Environment, name: str) -> None:
    assert render(env, "{{ none | " + name + " }}") == "–"


@pytest.mark.parametrize(
    ("days", "words"),
    [(32, "32 jours de retard"), (1, "1 jour de retard"), (0, "échoit aujourd’hui"), (-5, "dans 5 jours")],
)
def test_lateness_is_said_in_words(env: jinja2.Environment, days: int, words: str) -> None:
    assert render(env, "{{ days | days_late }}", days=days) == words


def test_a_day_is_written_short_or_in_full(env: jinja2.Environment) -> None:
    written = render(env, "{{ on | day }} {{ on | day_long }}", on=dt.date(2026, 10, 1))
    assert re.sub(r"\s", " ", written) == "01/10/2026 1er octobre 2026"


def test_an_icon_is_hidden_from_screen_readers_unless_it_speaks(env: jinja2.Environment) -> None:
    assert 'aria-hidden="true"' in render(env, "{{ icon('send') }}")
    assert 'role="img" aria-label="Envoyer"' in render(env, "{{ icon('send', 'Envoyer') }}")


def test_an_icon_missing_from_the_sprite_is_named(env: jinja2.Environment) -> None:
    with pytest.raises(pages.UnknownIconError, match="unicorn"):
        render(env, "{{ icon('unicorn') }}")


def test_every_icon_named_in_a_template_is_in_the_sprite() -> None:
    asked = {
        name
        for path in ROOT.rglob("templates/**/*.html")
        for name in re.findall(r"""\bicon\(\s*["']([a-z0-9-]+)["']""", path.read_text("utf-8"))
    }
    assert asked
    assert asked <= pages.icons()


def test_a_query_keeps_what_it_does_not_change() -> None:
    request = RequestFactory().get("/clients", {"q": "a", "page": "3"})
    assert pages.with_query(request, sort="-due_on", page=None) == "/clients?q=a&sort=-due_on"
    assert pages.with_query(request, q=None, page=None) == "/clients"


def test_the_layout_knows_the_theme_before_any_script_runs(env: jinja2.Environment) -> None:
    assert '<html lang="fr" data-choice="dark" data-bs-theme="dark" data-density="comfortable">' in render(
        env, LAYOUT, shell=shell(theme="dark")
    )
    assert 'data-choice="auto" data-bs-theme="light"' in render(env, LAYOUT, shell=shell())


def test_the_layout_leads_to_the_content_first_and_marks_the_present_room(env: jinja2.Environment) -> None:
    rooms = (
        pages.Room("Clients", "/clients", "users", current=True),
        pages.Room("Banque", "/banque", "coin"),
    )
    page = render(env, LAYOUT, shell=shell(sections=(pages.Section("Portefeuille", rooms),)))
    assert page.index('class="skip-link" href="#main"') < page.index("<nav")
    assert re.search(r'href="/clients" aria-current="page"', page)
    assert not re.search(r'href="/banque" aria-current', page)


def test_the_layout_says_that_nothing_leaves_and_how_old_its_figures_are(env: jinja2.Environment) -> None:
    age = pages.DataAge("Banque au 20/11", "watch")
    told = render(env, LAYOUT, shell=shell(shadow=True, data_age=age, flashes=(pages.Flash("Fait."),)))
    silent = render(env, LAYOUT, shell=shell())
    for sentence in ("Mode ombre", "Banque au 20/11", "Fait."):
        assert sentence in told
        assert sentence not in silent


def test_no_skin_template_needs_a_lax_content_policy() -> None:
    for path in SKIN.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:|hx-on", text), path.name
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path.name


def test_a_form_bears_the_version_it_was_made_from(env: jinja2.Environment) -> None:
    source = "{% from 'skin/forms.html' import form %}{% call form('/x', csrf_input, version) %}{% endcall %}"
    assert 'name="version" value="7"' in render(env, source, version=7)
    assert 'name="version" value=""' in render(env, source, version=None)


def test_an_input_is_tied_to_its_label_its_help_and_its_error(env: jinja2.Environment) -> None:
    source = "{% from 'skin/forms.html' import field %}{{ field(form['name']) }}"
    page = render(env, source, form=Terms({}))
    assert 'for="id_name"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_the_errors_of_a_form_lead_to_their_fields(env: jinja2.Environment) -> None:
    source = "{% from 'skin/forms.html' import form_errors %}{{ form_errors(form) }}"
    page = render(env, source, form=Terms({}))
    assert 'role="alert"' in page
    assert 'href="#id_name"' in page
    assert "2 réponses sont à revoir" in page
    assert render(env, source, form=Terms({"name": "Delmas", "how": "mail"})).strip() == ""


def test_choices_form_a_named_group(env: jinja2.Environment) -> None:
    source = "{% from 'skin/forms.html' import field %}{{ field(form['how']) }}{{ field(form['sure']) }}"
    page = render(env, source, form=Terms({"how": "mail", "sure": "on"}))
    assert re.search(r"<legend[^>]*>Envoi</legend>", page)
    assert re.search(r'type="radio" name="how" value="mail" id="id_how_0" checked', page)
    assert re.search(r'name="sure"[^>]*checked', page)


def test_a_sorted_heading_says_so_and_turns_the_other_way(env: jinja2.Environment) -> None:
    source = (
        "{% from 'skin/tables.html' import sort_header %}{{ sort_header('Échéance', 'due_on', request) }}"
    )
    up = render(env, source, request=RequestFactory().get("/f", {"sort": "due_on"}))
    assert 'aria-sort="ascending"' in up
    assert 'href="/f?sort=-due_on"' in up
    down = render(env, source, request=RequestFactory().get("/f", {"sort": "-due_on"}))
    assert 'aria-sort="descending"' in down
    assert "aria-sort" not in render(env, source, request=RequestFactory().get("/f"))


def test_a_state_is_worded_and_an_unknown_one_is_shown_as_it_is(env: jinja2.Environment) -> None:
    source = "{% from 'skin/facts.html' import state %}{{ state(code) }}"
    assert "En litige" in render(env, source, code="disputed")
    assert "new_code" in render(env, source, code="new_code")


def test_a_confirmation_is_a_dialog_around_a_versioned_form(env: jinja2.Environment) -> None:
    source = (
        "{% from 'skin/dialogs.html' import opener, confirm %}{{ opener('send', 'Envoyer') }}"
        "{% call confirm('send', 'Envoyer ?', 'Douze messages.', '/envoi', csrf_input, 'Oui', 3) %}"
        "<b>corps</b>{% endcall %}"
    )
    page = render(env, source)
    assert 'data-opens="send"' in page
    assert '<dialog id="send" aria-labelledby="send-title">' in page
    assert "<b>corps</b>" in page
    assert 'name="version" value="3"' in page


def test_the_parts_of_a_bar_follow_each_other(env: jinja2.Environment) -> None:
    source = "{% from 'skin/facts.html' import bar %}{{ bar(parts, 'Balance') }}"
    parts = [
        {"label": "A", "value": "1", "share": 60, "tone": "age-0"},
        {"label": "B", "value": "2", "share": 40, "tone": "age-4"},
    ]
    drawn = re.findall(r'<rect x="(\d+)" y="0" width="(\d+)"', render(env, source, parts=parts))
    assert drawn == [("0", "60"), ("60", "40")]
