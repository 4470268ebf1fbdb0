"""Why a bank rejects or returns an operation, in words, whatever the list its code comes from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.core.debits.codes import reason_code

_REASONS: Final[Mapping[str, Promise]] = {
    # ISO 20022 (EPC173-14)
    "AC01": _("IBAN faux"),
    "AC04": _("compte clos"),
    "AC06": _("compte bloqué"),
    "AC13": _("compte de particulier, mandat B2B"),
    "AG01": _("opération interdite sur ce compte"),
    "AG02": _("code d’opération faux"),
    "AM04": _("provision insuffisante"),
    "AM05": _("opération présentée deux fois"),
    "BE04": _("adresse du créancier fausse"),
    "BE05": _("émetteur non reconnu"),
    "CNOR": _("banque hors des échanges"),
    "DNOR": _("banque hors des échanges"),
    "FF01": _("format du fichier faux"),
    "FF05": _("type de prélèvement faux"),
    "FOCR": _("rendu à la demande de l’émetteur"),
    "MD01": _("pas de mandat, ou mandat révoqué"),
    "MD02": _("données du mandat fausses"),
    "MD06": _("remboursement demandé par le débiteur"),
    "MD07": _("titulaire décédé"),
    "MS02": _("refus du débiteur"),
    "MS03": _("motif non communiqué par la banque"),
    "RC01": _("BIC faux"),
    "RR04": _("motif réglementaire"),
    "RVSL": _("extourné par la banque"),
    "SL01": _("compte réglé pour refuser ce créancier"),
    "TM01": _("présenté après l’heure limite"),
    # the interbank list of CFONB, where ISO says nothing like it
    "01": _("endos erroné"),
    "02": _("échéance hors limite"),
    "03": _("date incohérente"),
    "04": _("réclamation partielle"),
    "05": _("réclamation totale"),
    "06": _("acceptation non retournée"),
    "11": _("annulé par la banque"),
    "13": _("créance non identifiable"),
    "16": _("destinataire non reconnu"),
    "19": _("créance cédée à une autre banque"),
    "32": _("décision judiciaire, procédure collective"),
    "39": _("ne paie que les effets acceptés"),
    "70": _("tirage contesté"),
    "71": _("reçu à tort ou déjà réglé"),
    "72": _("code d’acceptation faux"),
    "73": _("montant contesté"),
    "74": _("date d’échéance contestée"),
    "75": _("report demandé"),
    "76": _("réclamation tardive"),
    "90": _("paiement partiel du tiré"),
    # operations of CFONB120 that are returns and tell no reason
    "op_03": _("chèque impayé, motif non communiqué"),
    "op_33": _("effet impayé, motif non communiqué"),
    "op_b3": _("prélèvement rejeté, motif non communiqué"),
    "op_b4": _("prélèvement interentreprises rejeté, motif non communiqué"),
}


def return_name(told: str) -> str:
    """Why the bank rejected or returned; the code itself where nobody has put it in words."""
    code = reason_code(told)
    return str(_REASONS.get(code, code))
