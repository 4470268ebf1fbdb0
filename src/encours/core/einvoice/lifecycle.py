"""The life of an electronic invoice as platforms tell it (XP Z12-014): what each status means for chasing it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Effect = Literal["dispute", "hold", "none"]

NAMES: Final = {
    "200": "Déposée",
    "201": "Émise",
    "202": "Reçue",
    "203": "Mise à disposition",
    "204": "Prise en charge",
    "205": "Approuvée",
    "206": "Approuvée partiellement",
    "207": "En litige",
    "208": "Suspendue",
    "209": "Complétée",
    "210": "Refusée",
    "211": "Paiement transmis",
    "212": "Encaissée",
    "213": "Rejetée",
    "214": "Visée",
    "220": "Annulée",
    "221": "Erreur de routage",
    "224": "Demande de paiement direct",
    "225": "Affacturée",
    "226": "Affacturée confidentiel",
    "227": "Changement de compte à payer",
    "228": "Non affacturée",
    "501": "Irrecevable",
}
_CONTESTED: Final = frozenset({"206", "207", "208", "210"})
_NOT_RECEIVED: Final = frozenset({"213", "221", "501"})


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, by a code of the standard and in the words of who says it."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Status:
    """What a message says of one invoice. `seller_siren` is empty where the message does not tell it."""

    number: str
    issued_on: date | None
    code: str
    name: str
    said_on: date | None
    seller_siren: str
    reasons: tuple[Reason, ...]

    @property
    def effect(self) -> Effect:
        """A contested invoice is in dispute; one that never reached its buyer is not chased."""
        if self.code in _CONTESTED:
            return "dispute"
        return "hold" if self.code in _NOT_RECEIVED else "none"

    @property
    def words(self) -> str:
        """The status and its reasons in one line."""
        told = " ; ".join(f"{one.code} {one.text}".strip() for one in self.reasons)
        named = f"{self.code} {self.name}".strip()
        return f"{named} : {told}" if told else named
