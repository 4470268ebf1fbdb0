"""How the desk's tests look at a page: its text on one line, and what it asked of the database."""

from __future__ import annotations

import html
import re
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def page(client: Client, path: str, **query: Any) -> str:
    """A page that answers 200, its spaces made plain."""
    answer = client.get(path, query)
    text = answer.content.decode()
    assert answer.status_code == 200, text[:2000]
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ").split())


def queries(client: Client, path: str, **query: Any) -> int:
    """How many times the page asked the database."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, query).status_code == 200
    return len(asked)


def link(answer: Any, rel: str) -> str | None:
    """Where the pager leads: `rel` is next or prev."""
    found = re.search(rf'rel="{rel}" href="([^"]+)"', answer.content.decode())
    return html.unescape(found.group(1)) if found else None


def keys(answer: Any, room: str) -> list[int]:
    """The primary keys that a table of a page leads to, in order."""
    return [int(key) for key in re.findall(rf'<a href="/{room}/([0-9]+)"', answer.content.decode())]
