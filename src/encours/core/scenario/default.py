"""The ladder a new creditor starts with: −7, +3, +15, +30 and +45 days from the due date.

All by e-mail, but for the last reminder (a letter where no e-mail is known) and the formal notice.
"""

from __future__ import annotations

from encours.core.scenario.ladder import Scenario, Step

DEFAULT_SCENARIO = Scenario(
    # Gaps are a few days shorter than the distance between offsets: a step that a bank holiday
    # pushed back by up to four days does not push the next one.
    steps=(
        Step(1, "preventive", -7, "email", "preventive", courtesy=True, preventive=True),
        Step(2, "friendly", 3, "email", "friendly", gap_days=6, courtesy=True),
        Step(3, "firm", 15, "email", "firm", gap_days=8),
        Step(4, "last", 30, "email", "last", gap_days=10, fallback_channel="letter"),
        Step(5, "formal_notice", 45, "letter", "formal_notice", gap_days=10, needs_approval=True),
    ),
    # Four contacts in thirty days is what the Code de la consommation (D223-9) allows canvassers:
    # no text caps collection, so this cap is taken over as a measure of decency.
    min_gap_days=7,
    cap_messages=4,
    cap_days=30,
)
