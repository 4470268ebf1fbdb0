"""A page gives a field the focus at its first frame, which may come after "load": what is typed before is lost."""

from __future__ import annotations

from typing import Any


def focused(page: Any) -> None:
    """Wait until the field that asks for the focus has it; at once where none asks."""
    page.wait_for_function(
        "!document.querySelector('[autofocus]') || document.activeElement.hasAttribute('autofocus')"
    )
