"""The life-cycle of a case in one reading: phase, since when, procedure chosen or proposed, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from encours.acts.legal.choosing import last_choice
from encours.acts.legal.gathering import running_phase
from encours.records.cases.models import Case
from encours.records.legal.models import JudicialPhase, ProcedureChoice
from encours.words.legal import PHASES, PROCEDURES


@dataclass(frozen=True, slots=True)
class Life:
    """`phase`: amicable, judicial or closed; `since` the day it began; `choice` what a person chose last."""

    phase: str
    since: date
    judicial: JudicialPhase | None
    choice: ProcedureChoice | None

    @property
    def phase_name(self) -> str:
        """The phase in the reader's language."""
        return str(PHASES[self.phase])

    @property
    def procedure(self) -> str:
        """The procedure under way: the judge's, else the one chosen; "" where nobody chose."""
        one = self.judicial.procedure if self.judicial else self.choice.procedure if self.choice else ""
        return str(PROCEDURES[one]) if one else ""


def life_of(customer_id: int, running: Case | None) -> Life | None:
    """Where the case of a customer is; None where it never had one. `running`: the case that runs, already read."""
    case = running or Case.objects.filter(customer=customer_id).order_by("-opened_on", "-pk").first()
    if case is None:
        return None
    if case.closed_on is not None:
        return Life("closed", case.closed_on, None, None)
    judicial = running_phase(customer_id)
    since = judicial.entered_on if judicial else case.opened_on
    return Life("judicial" if judicial else "amicable", since, judicial, last_choice(customer_id))
