"""What tables may say beside the invoice: its lines, contracts and promotions of a customer, its mandates."""

from __future__ import annotations

from dataclasses import replace

from encours.core.mapping.fields import ACCOUNT, CURRENCY, Target, field
from encours.core.mapping.names import ways

_NUMBER_WAYS = (
    "number facture numerofacture nfacture nofacture numfacture reffacture referencefacture factureid idfacture piece "
    "numeropiece invoice invoiceid invoicenumber invoiceno invoicenum docid documentnumber documentno billnumber numero"
)
LINES = Target(
    "lines",
    "Lignes de factures",
    "lines",
    (
        replace(ACCOUNT, needed=False),
        field("number", "code", "Numéro de la facture", _NUMBER_WAYS, needed=True),
        field(
            "line_number", "code", "Numéro de la ligne",
            "linenumber ligne numeroligne nligne noligne line lineno lineid",
        ),
        field(
            "label", "text", "Désignation",
            "label designation libelle libelleligne libellearticle description descriptionligne article produit "
            "linedescription itemname itemdescription product productname item",
            needed=True,
        ),
        field(
            "item_number", "text", "Référence de l’article",
            "itemnumber refarticle referencearticle codearticle codeproduit refproduit referenceproduit sku itemcode "
            "itemid productcode productid",
        ),
        field("quantity", "decimal", "Quantité", "quantity quantite qte qty quantitefacturee qtefacturee"),
        field("unit", "text", "Unité", "unit unite uom unitemesure unitofmeasure"),
        field(
            "unit_price", "decimal", "Prix unitaire",
            "unitprice prixunitaire pu puht prixunitaireht price unitpriceexclvat prixht prix",
        ),
        field(
            "net_cents", "amount", "Montant hors taxes de la ligne",
            "netcents montantht ht totalht montantligne montantligneht totalligne totalligneht net netamount "
            "lineamount linenet linetotal nettotal amountexclvat",
            needed=True,
        ),
        field("tax_bps", "rate", "Taux de TVA, en %",
               "taxbps tauxtva tva tauxdetva vatrate taxrate vat vatpercent taxpercent"),
        field(
            "total_cents", "amount", "Montant toutes taxes comprises de la ligne",
            "totalcents montantttc ttc totalttc totalligne ttcligne totallignettc linegross grossamount totalinclvat",
        ),
        CURRENCY,
    ),
    marks=("line_number", "quantity", "unit_price"),
)  # fmt: skip
PROMOTIONS = Target(
    "promotions",
    "Promotions et remises convenues",
    "promotions",
    (
        ACCOUNT,
        field(
            "promotion", "text", "Promotion",
            "promotion promo nompromotion operation operationpromotionnelle accord remise offre libellepromotion "
            "promotionname promoname dealsheet allowance offer",
            needed=True,
        ),
        field("from_on", "day", "Début", "fromon debut datedebut from start startdate validfrom", needed=True),
        field("until_on", "day", "Fin", "untilon fin datefin until to end enddate validto jusquau"),
        field("rate_bps", "rate", "Taux, en %",
               "ratebps taux tauxremise remisepourcent pourcentage remiseen percent rate discountrate discountpercent"),
        field("amount_cents", "amount", "Montant",
               "amountcents montant montantremise remiseunitaire montantunitaire amount discount discountamount value"),
        CURRENCY,
        field("basis", "choice", "Ce que la remise compte", "basis base assiette basecalcul applicationbasis per"),
        field("items", "text", "Articles concernés", "items articles article produits produit sku products product"),
    ),
    marks=("rate_bps", "amount_cents"),
)  # fmt: skip

CONTRACTS = Target(
    "contracts",
    "Contrats",
    "contracts",
    (
        ACCOUNT,
        field(
            "contract", "code", "Numéro du contrat",
            "contract contrat numerocontrat ncontrat nocontrat refcontrat referencecontrat contractnumber contractno "
            "contractid agreement agreementnumber marche numeromarche",
            needed=True,
        ),
        field("from_on", "day", "Début",
               "fromon debut datedebut dateeffet effet from start startdate validfrom", needed=True),
        field("until_on", "day", "Fin", "untilon fin datefin terme echeance until to end enddate validto expiry"),
        field(
            "terms_days", "count", "Délai de paiement du contrat, en jours",
            "termsdays delai delaijours jours conditions delaidepaiement delaipaiement paymentterms terms days "
            "creditdays",
            needed=True,
        ),
        field("terms_mode", "choice", "Mode de calcul de l’échéance",
               "termsmode mode modeecheance finedemois typedelai finmois"),
        field("discount_bps", "rate", "Escompte pour paiement anticipé, en %",
               "discountbps escompte tauxescompte discount discountrate earlypaymentdiscount"),
        field("discount_days", "count", "Jours qui ouvrent l’escompte",
               "discountdays joursescompte delaiescompte escomptejours earlypaymentdays"),
        field("penalty_bps", "rate", "Pénalités de retard, en %",
               "penaltybps penalites tauxpenalites penalite interets latepaymentrate penaltyrate"),
    ),
    marks=("contract",),
)  # fmt: skip
MANDATES = Target(
    "mandates",
    "Mandats de prélèvement",
    "mandates",
    (
        ACCOUNT,
        field("umr", "code", "Référence unique du mandat (RUM)",
               "umr rum mandat referencemandat refmandat numeromandat mandate mandateid mandatereference", needed=True),
        field("signed_on", "day", "Signé le",
               "signedon datesignature signele datemandat datedesignature signaturedate mandatedate", needed=True),
        field("iban", "text", "IBAN", "iban compte ibandebiteur ibanclient debtoriban", needed=True),
        field("bic", "text", "BIC", "bic swift bicdebiteur"),
        field("debtor", "text", "Titulaire du compte", "debtor titulaire titulairecompte debiteur accountholder"),
        field("scheme", "text", "Type (CORE ou B2B)", "scheme type typemandat schema mandatetype"),
        field("sequence", "text", "Prochain prélèvement (FRST, RCUR, OOFF, FNAL)", "sequence sequencetype seqtp"),
    ),
    marks=("umr",),
)  # fmt: skip
_OF_DETAILS = {"umr", "rum", "promotion", "promo", "contrat", "numerocontrat", "contract", "contractnumber"}


def tells_details(heading: str) -> bool:
    """Whether a heading is that of a line, a contract or a promotion, which no table of invoices or customers has."""
    marks = {way for name in LINES.marks if (one := LINES.field(name)) for way in one.ways}
    return bool(ways(heading) & (marks | _OF_DETAILS))
