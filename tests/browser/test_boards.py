"""A board composed from the keyboard or by dragging; charts drawn under the content policy, or read as tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from browser.conftest import PASSWORD
from desk.boards.test_boards import a_full_run
from encours.records.boards.models import Board


@pytest.fixture
def board(browser: Any, served: Any) -> Iterator[Any]:
    """The dashboard of the person who signs in, with what the browser complained of."""
    a_full_run(served.creditor)
    context = browser.new_context(base_url=served.address, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.complaints = []
    page.on(
        "console", lambda one: page.complaints.append(one.text) if one.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    _sign_in(page, served)
    yield page
    context.close()


def _sign_in(page: Any, served: Any) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", served.person.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{served.address}/**")


def _tiles(page: Any) -> list[str]:
    return list(page.eval_on_selector_all("[data-tile]", "all => all.map(one => one.dataset.tile)"))


@pytest.mark.browser
def test_charts_are_drawn_as_svg_and_the_policy_has_nothing_to_refuse(board: Any) -> None:
    board.goto("/")
    board.wait_for_selector("#tile-ageing .chart svg")
    assert board.complaints == []
    assert board.eval_on_selector("#tile-ageing details", "one => one.open") is False
    before = board.inner_html("#tile-ageing .chart svg")
    board.click("button[name=theme][value=dark]")
    board.wait_for_function(
        "was => document.querySelector('#tile-ageing .chart svg').innerHTML !== was", arg=before
    )
    board.hover("#tile-ageing .chart")
    assert board.complaints == []


@pytest.mark.browser
def test_a_board_is_composed_from_the_keyboard_alone(board: Any, served: Any) -> None:
    board.goto("/board/compose")
    first, second, *_rest = _tiles(board)
    _tab_to(board, f"it.value === 'after' && it.closest('[data-tile]').dataset.tile === '{first}'")
    board.keyboard.press("Enter")
    board.wait_for_url("**did=after")
    assert _tiles(board)[:2] == [second, first]
    assert board.evaluate("document.activeElement.value") == "after"  # one can go on
    board.keyboard.press("Enter")
    board.wait_for_function(
        "first => document.querySelectorAll('[data-tile]')[2].dataset.tile === first", arg=first
    )
    assert [code for code, _width in Board.objects.get(user=served.person).tiles][2] == first


@pytest.mark.browser
def test_a_tile_dragged_stays_where_it_is_dropped(board: Any) -> None:
    board.goto("/board/compose")
    first, *_rest = _tiles(board)
    board.drag_and_drop(
        f"#tile-{first} .tile-body", "#tile-todo .tile-body", target_position={"x": 250, "y": 20}
    )
    board.wait_for_url("**#tile-*")
    assert _tiles(board).index(first) > 0


@pytest.mark.browser
def test_without_script_the_tables_say_what_the_charts_draw(browser: Any, served: Any) -> None:
    a_full_run(served.creditor)
    context = browser.new_context(base_url=served.address, java_script_enabled=False)
    page = context.new_page()
    _sign_in(page, served)
    page.goto("/")
    assert page.is_visible("#tile-ageing table")
    assert not page.is_visible("#tile-ageing .chart")
    context.close()


def _tab_to(page: Any, script: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate(f"() => {{ const it = document.activeElement; return Boolean({script}); }}"):
            return
    pytest.fail(f"Tab never reached what answers {script}")
