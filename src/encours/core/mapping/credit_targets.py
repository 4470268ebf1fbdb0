"""What tables may say of a customer's credit and of who follows it."""

from __future__ import annotations

from encours.core.mapping.fields import ACCOUNT, CURRENCY, Target, field

CREDIT = Target(
    "credit",
    "Crédit : limites, notes, couvertures",
    "credit",
    (
        ACCOUNT,
        field(
            "limit_cents", "amount", "Limite de crédit",
            "limitcents limite limitecredit limitedecredit plafond plafondcredit encoursautorise creditlimit limit "
            "autorisation montantautorise",
        ),
        field(
            "cover_cents", "amount", "Montant couvert par l’assureur",
            "covercents couverture couvertureassureur garantie montantgaranti agrement montantagree insured "
            "insuredamount insurercover cover coveredamount creditinsurance",
        ),
        CURRENCY,
        field("until_on", "day", "Valable jusqu’au",
               "untilon jusquau validite datevalidite valableau datefin expiration expiry validuntil expirydate fin"),
        field(
            "score", "text", "Note ou score",
            "score note cotation notation rating creditscore risque scoring classe riskclass",
        ),
        field("decision", "text", "Décision", "decision avis avisassureur creditdecision conclusion"),
        field("said_on", "day", "Date de la note",
               "saidon date datenote datescore datecotation scoredate ratingdate asof au"),
        field("source", "text", "Source", "source assureur fournisseur provider agence insurer agency organisme"),
    ),
)  # fmt: skip
OWNERS = Target(
    "owners",
    "Responsables des clients",
    "owners",
    (
        ACCOUNT,
        field(
            "owner", "email", "Responsable (adresse e-mail)",
            "owner responsable chargederecouvrement charge gestionnaire collector recouvreur emailresponsable "
            "assignedto assignee accountmanager owneremail",
        ),
        field("portfolio", "text", "Portefeuille", "portfolio portefeuille equipe secteur"),
    ),
)  # fmt: skip
