"""Why a customer was marked doubtful, in the reader's language."""

from __future__ import annotations

import json

from django.utils.translation import get_language

from encours.records.doubtful.models import Doubtful
from encours.words.doubtful import RULES, why_doubtful
from encours.words.languages import nearest


def why_of(mark: Doubtful) -> str:
    """Why a customer was marked: the rule with its facts then, or what the person said."""
    if mark.rule == "person":
        return f"{RULES['person']} · {mark.reason}"
    return why_doubtful(mark.rule, json.loads(mark.facts), mark.creditor.currency, nearest(get_language()))
