"""The steps of a reminder in its reader's language: those taken, and those to come with their earliest day."""

from __future__ import annotations

from datetime import date

from encours.words.defaults.labels import LABELS
from encours.words.message_context import Earlier, NextStep


def taken(on: date, step_code: str, tone: str, channel: str, language: str) -> Earlier:
    """A reminder delivered: its name ("dernier rappel") and the way it went ("e-mail")."""
    labels = LABELS[language]
    name = labels.get(f"taken_{tone}", labels["taken_friendly"])
    return {
        "on": on,
        "step_code": step_code,
        "channel": channel,
        "name": name,
        "way": labels[f"way_{channel}"],
    }


def coming(on: date, step_code: str, tone: str, kind: str, language: str) -> NextStep:
    """A step to come: its name with its article ("une mise en demeure"); of a call, what it is and no tone."""
    named = tone if kind == "message" else kind
    return {"on": on, "step_code": step_code, "tone": named, "name": LABELS[language][f"next_{named}"]}
