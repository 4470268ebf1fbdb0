"""The life-cycle of a case in words: procedures, what speaks for and against them, phases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from encours.core.legal.facts import Point
from encours.words.amounts import money
from encours.words.days import day

PROCEDURES: Final[Mapping[str, Promise]] = {
    "declare_claim": gettext_lazy("Déclarer la créance"),
    "settle_dispute": gettext_lazy("Régler le litige"),
    "amicable": gettext_lazy("Poursuivre les relances"),
    "call": gettext_lazy("Appeler, ou faire appeler par un responsable"),
    "plan": gettext_lazy("Convenir d’un échéancier"),
    "formal_notice": gettext_lazy("Mettre en demeure"),
    "small_claims": gettext_lazy("Procédure simplifiée du commissaire de justice"),
    "payment_order": gettext_lazy("Injonction de payer"),
    "interim_order": gettext_lazy("Référé-provision"),
    "summons": gettext_lazy("Assignation au fond, ou recours"),
    "agency": gettext_lazy("Confier à un cabinet de recouvrement ou à un avocat"),
    "abandon": gettext_lazy("Abandonner la créance"),
}
PHASES: Final[Mapping[str, Promise]] = {
    "amicable": gettext_lazy("amiable"),
    "judicial": gettext_lazy("judiciaire"),
    "closed": gettext_lazy("close"),
}
OUTCOMES: Final[Mapping[str, Promise]] = {
    "paid": gettext_lazy("payé"),
    "title": gettext_lazy("titre exécutoire obtenu"),
    "settled": gettext_lazy("transaction"),
    "amicable": gettext_lazy("retour à l’amiable"),
    "abandoned": gettext_lazy("abandonné"),
}
_PROOFS: Final[Mapping[str, Promise]] = {
    "contract": gettext_lazy("contrat"),
    "order": gettext_lazy("commande"),
    "delivery": gettext_lazy("livraison"),
    "invoice": gettext_lazy("facture"),
    "exchange": gettext_lazy("échanges"),
}
_POINTS: Final[Mapping[str, Promise]] = {
    "nothing_due": gettext_lazy("Rien n’est échu, avoirs et encaissements déduits."),
    "insolvent": gettext_lazy(
        "Une procédure collective est ouverte depuis le %(on)s : les poursuites sont arrêtées."
    ),
    "not_insolvent": gettext_lazy("Aucune procédure collective n’est connue."),
    "declaration_due": gettext_lazy(
        "La créance se déclare dans les %(months)s mois de la publication au BODACC (%(source)s)."
    ),
    "no_reminder": gettext_lazy("Aucune relance n’a été remise pour ce qui est dû."),
    "no_notice": gettext_lazy("Aucune mise en demeure n’a été remise pour ce qui est dû."),
    "deadline_runs": gettext_lazy("La mise en demeure du %(on)s laisse jusqu’au %(until_on)s."),
    "promise_runs": gettext_lazy("Une promesse ou un échéancier court jusqu’au %(until_on)s."),
    "all_disputed": gettext_lazy(
        "Tout ce qui est échu est contesté (%(cents)s) : la créance n’est pas certaine."
    ),
    "disputed": gettext_lazy("%(cents)s sont contestés : les régler évite un procès."),
    "not_disputed": gettext_lazy("Rien n’est contesté."),
    "contested": gettext_lazy(
        "Une partie est contestée : la voie ne convient qu’à ce qui ne peut l’être sérieusement."
    ),
    "noticed": gettext_lazy("Mis en demeure le %(on)s, jusqu’au %(until_on)s, sans payer."),
    "weak": gettext_lazy(
        "Solvabilité faible : %(percent)s %% des factures sont payées à 30 jours de retard au plus."
    ),
    "interrupts": gettext_lazy(
        "Un échéancier signé reconnaît la dette : la prescription repart (C. civ., art. 2240)."
    ),
    "doubtful": gettext_lazy("Le client est classé douteux."),
    "opens_judicial": gettext_lazy("Elle fait courir un délai et ouvre la phase judiciaire."),
    "acknowledged": gettext_lazy("La dette a été reconnue le %(on)s : promesse ou paiement partiel."),
    "needs_consent": gettext_lazy("Elle demande l’accord du débiteur dans le mois ; son silence vaut refus."),
    "limitation_near": gettext_lazy("La plus ancienne facture se prescrit le %(on)s."),
    "within_small_claims_ceiling": gettext_lazy(
        "L’échu tient sous le plafond de %(cents)s, intérêts à y ajouter (%(source)s)."
    ),
    "beyond_small_claims_ceiling": gettext_lazy("L’échu dépasse le plafond de %(cents)s (%(source)s)."),
    "within_lawyer_ceiling": gettext_lazy("Jusqu’à %(cents)s, l’avocat n’est pas obligatoire (%(source)s)."),
    "beyond_lawyer_ceiling": gettext_lazy("Au-delà de %(cents)s, l’avocat est obligatoire (%(source)s)."),
    "proofs_held": gettext_lazy("La créance est prouvée : %(proofs)s."),
    "proofs_lacking": gettext_lazy(
        "Ni contrat, ni commande, ni livraison, ni reconnaissance de dette ne figurent au dossier."
    ),
    "no_lawyer": gettext_lazy("Rapide, peu coûteuse, sans avocat (CPC, art. 1405 et 1407)."),
    "public_debtor": gettext_lazy("Un débiteur public relève du juge administratif."),
    "public_judge": gettext_lazy("Un débiteur public se poursuit devant le juge administratif."),
    "judge_decides": gettext_lazy("Le juge tranche ce qui est contesté."),
    "slow": gettext_lazy("C’est la voie la plus longue et la plus coûteuse."),
    "costs_stay": gettext_lazy("Ses frais restent au créancier, sans titre exécutoire (CPCE, art. L111-8)."),
    "small": gettext_lazy("Moins de %(cents)s : une procédure coûterait plus qu’elle ne rapporte."),
    "not_small": gettext_lazy("%(cents)s ou plus : l’abandon serait un choix coûteux."),
    "loss": gettext_lazy("La perte est définitive ; la TVA ne se récupère que sur preuve."),
}


def point_said(point: Point, language: str) -> str:
    """One reason as a sentence."""
    return said(point.code, point.facts, language)


def said(code: str, facts: Mapping[str, Any], language: str) -> str:
    """The same of a code and facts, as they are kept: days as dates or ISO text."""
    if code in _COUNTED:
        return _COUNTED[code](facts.get("n") or 0) % _shown(facts, language)
    return str(_POINTS[code]) % _shown(facts, language)


def _reminded(n: int) -> str:
    return ngettext("%(n)s relance remise, la dernière le %(on)s, sans effet.",
                    "%(n)s relances remises, la dernière le %(on)s, sans effet.", n)  # fmt: skip


def _few(n: int) -> str:
    return ngettext("%(n)s relance remise seulement.", "%(n)s relances remises seulement.", n)


def _broken(n: int) -> str:
    return ngettext("%(n)s promesse n’a pas été tenue.", "%(n)s promesses n’ont pas été tenues.", n)


_COUNTED: Final = {"reminded": _reminded, "few_reminders": _few, "broken": _broken}


def _shown(facts: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Facts as they are read: days, amounts, kinds of proofs in the reader's language."""
    found = dict(facts)
    for name in ("on", "until_on"):
        told = facts.get(name)
        found[name] = (
            day(told if isinstance(told, date) else date.fromisoformat(told), language) if told else "–"
        )
    if "cents" in facts:
        found["cents"] = money(facts["cents"], facts.get("currency", "EUR"), language)
    kinds = [str(_PROOFS[one]) for one in facts.get("proofs") or ()]
    found["proofs"] = ", ".join(kinds) or _("dette reconnue")
    return found
