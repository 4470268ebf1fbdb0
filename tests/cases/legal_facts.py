"""A case at law: what is known of it, the procedure it calls for, what keeps the judicial phase shut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from encours.core.legal.facts import CaseFacts
from encours.core.legal.limitation import limitation_on
from encours.core.legal.phase import lacking
from encours.core.legal.proposing import weighed

_ON = date(2026, 11, 18)
_REGIMES = {"entreprise": "b2b", "public": "public", "particulier": "consumer"}
_PROOFS = {"contrat": "contract", "commande": "order", "livraison": "delivery", "facture": "invoice"}
_PROCEDURES = {
    "declaration_de_creance": "declare_claim", "litige": "settle_dispute", "relances": "amicable", "appel": "call",
    "echeancier": "plan", "mise_en_demeure": "formal_notice", "procedure_simplifiee": "small_claims",
    "injonction_de_payer": "payment_order", "refere_provision": "interim_order", "assignation": "summons",
    "cabinet": "agency", "abandon": "abandon",
}  # fmt: skip
_LACKS = {
    "rien_echu": "nothing_due", "procedure_collective": "insolvent", "relance": "no_reminder",
    "mise_en_demeure": "no_notice", "delai": "deadline_runs", "promesse": "promise_runs", "litige": "all_disputed",
}  # fmt: skip
_DAYS = {
    "echeance": "oldest_due_on", "mise_en_demeure": "noticed_on", "delai": "deadline_on",
    "promesse_jusqu_au": "promised_until", "reconnue": "acknowledged_on", "procedure_collective": "insolvent_on",
}  # fmt: skip
_WORDS = {"client", "montant", "conteste", "relances", "preuves", "douteux", *_DAYS}


def of_case(facts: dict[str, Any], expected: dict[str, Any], cents: Callable[[str], int]) -> None:
    """Hold what is proposed, and what lacks, against what is expected."""
    if unknown := (set(facts) - _WORDS) | (set(expected) - {"procedure", "manque", "prescription"}):
        raise ValueError(
            f"mots inconnus : {', '.join(sorted(unknown))} ; possibles : {', '.join(sorted(_WORDS))}"
        )
    case = CaseFacts(
        regime=_REGIMES[facts.get("client", "entreprise")],
        currency="EUR",
        claim_cents=cents(facts["montant"]),
        disputed_cents=cents(facts.get("conteste", "0")),
        reminders=int(facts.get("relances", 0)),
        doubtful=facts.get("douteux") == "oui",
        proofs=frozenset(_PROOFS[one] for one in facts.get("preuves", [])),
        **{ours: date.fromisoformat(facts[name]) for name, ours in _DAYS.items() if name in facts},
    )
    told = {
        "procedure": lambda: next(one.procedure for one in weighed(case, on=_ON) if one.proposed),
        "manque": lambda: [one.code for one in lacking(case, on=_ON)],
        "prescription": lambda: str(limitation_on(case, on=_ON)),
    }
    wanted = {
        "procedure": lambda text: _PROCEDURES[text],
        "manque": lambda names: [_LACKS[one] for one in names],
        "prescription": str,
    }
    for name, text in expected.items():
        assert told[name]() == wanted[name](text), name
