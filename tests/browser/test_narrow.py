"""Every page of the house on a phone, in both languages: nothing makes the whole page scroll sideways."""

from __future__ import annotations

import pytest
from django.urls import reverse

from house.test_urls import NAMES, RULES

pytestmark = pytest.mark.browser
PASSWORD = "a long enough sentence"
FILES = ("pdf", "file", "download", "csv", "xlsx")  # taken away, not looked at


def addresses(rows: dict[str, int]) -> list[str]:
    found = []
    for name in NAMES:
        rule = RULES[name]
        if rule.get is None or rule.open_to_all or 200 not in rule.shown or name.endswith(FILES):
            continue
        args = [rows[rule.of]] if rule.of else list(rule.args)
        query = f"?{rule.query}={rows[rule.query]}" if rule.query else ""
        found.append(reverse(name, args=args) + query)
    return found
