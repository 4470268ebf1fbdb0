"""A page gives a field the focus at its first frame, which may come after "load": what is typed before is lost."""

from __future__ import annotations

from typing import Any

_SETTLED = "!document.querySelector('[autofocus]') || document.activeElement.hasAttribute('autofocus')"


def focused(page: Any) -> None:
    """Wait until the field that asks for the focus has it; at once where none asks.

    Asked again from here: a page's own policy forbids what `wait_for_function` would have it evaluate each frame.
    """
    for _ in range(150):
        if page.evaluate(_SETTLED):
            return
        page.wait_for_timeout(20)
    raise AssertionError("the field that asks for the focus never had it")
