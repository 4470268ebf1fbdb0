"""What a table may be about, and the columns it may have: their kind, and how they are usually headed.

`becomes` names the table that the house writes (`formats.companion.shapes`): customers and their contacts
are one, invoices and credit notes too.
"""

from __future__ import annotations

from dataclasses import replace

from encours.core.mapping.credit_targets import CREDIT, OWNERS
from encours.core.mapping.detail_targets import CONTRACTS, LINES, MANDATES, PROMOTIONS
from encours.core.mapping.fields import ACCOUNT, CURRENCY, Target, field

_NAME_WAYS = (
    "name nom raisonsociale denomination societe nomclient clientnom company companyname customername "
    "namecustomer clientname debtorname libelleclient intituleclient intitule nomtiers libelletiers entreprise "
    "raisonsocialeclient accountname"
)
_NAME = field("name", "text", "Nom du client", _NAME_WAYS)
_AMOUNT_WAYS = (
    "amount montant montantttc ttc total totalttc totalamount amountttc montanttotal netapayer netpayable "
    "grandtotal totalincvat totalinclvat amountincvat grossamount invoiceamount montantfacture totalopenamount "
    "amountinlocalcur amountinlocalcurrency amountindoccurr amountindocumentcurrency "
    "convertedusd montanteur montantdevise valeur value ttcnet solde"
)
_NUMBER_WAYS = (
    "number facture numero numerofacture nfacture nofacture numfacture reffacture referencefacture "
    "factureid idfacture piece pieceref numeropiece nopiece refpiece numeropiececomptable invoice invoiceid "
    "invoicenumber invoiceno invoicenum invoiceref docid documentnumber documentno docno billnumber "
    "reference ref"
)
_ISSUED_WAYS = (
    "issuedon date datefacture datedefacture dateemission emission datepiece datedocument issuedate "
    "issueddate invoicedate dateofissue documentdate docdate postingdate billingdate datefacturation datefact"
)
_DUE_WAYS = (
    "dueon echeance dateecheance datedecheance echeancele aregler arglerle datelimite datelimitepaiement "
    "duedate due dueindate dateecheancefacture payablebefore paymentdue datedue netduedate echu dateech"
)
_PAID_WAYS = (
    "paidon datepaiement datedepaiement datereglement datedereglement regleele payele encaisseele "
    "dateencaissement paymentdate paiddate datepaid cleardate cleareddate clearingdate settlementdate receivedon "
    "datevaleur"
)
_CONTACT = (
    field(
        "contact_name", "text", "Contact : nom",
        "contact contactname nomcontact contactnom interlocuteur nominterlocuteur prenomnom nomprenom fullname "
        "contactperson attention",
    ),
    field(
        "contact_role", "text", "Contact : fonction",
        "contactrole role fonction contactfonction fonctioncontact poste titre jobtitle service",
    ),
    field(
        "contact_email", "email", "Contact : adresse e-mail",
        "contactemail email courriel mail emailcontact adresseemail adressemail contactmail mailcontact "
        "emailaddress emailfacturation billingemail courrielcontact adressecourriel",
    ),
    field(
        "contact_phone", "phone", "Contact : téléphone",
        "contactphone telephone tel phone mobile portable contacttelephone telcontact phonenumber telephonecontact "
        "fixe gsm",
    ),
)  # fmt: skip

CUSTOMERS = Target(
    "customers",
    "Clients",
    "customers",
    (
        ACCOUNT,
        _NAME,
        field(
            "address", "text", "Adresse",
            "address adresse rue voie street adressepostale adresse1 address1 adresseligne1 streetaddress",
        ),
        field("postcode", "text", "Code postal", "postcode codepostal cp zip zipcode postalcode"),
        field("city", "text", "Ville", "city ville commune town localite"),
        field("country", "country", "Pays", "country pays codepays countrycode"),
        field("siren", "siren", "SIREN ou SIRET", "siren siret numerosiren numerosiret sirensiret registration"),
        field(
            "vat_number", "vat", "Numéro de TVA",
            "vatnumber vat tva numerotva tvaintracommunautaire tvaintra vatid vatregistration numtva taxid",
        ),
        field("regime", "choice", "Nature (entreprise, public, particulier)",
               "regime typeclient typedeclient nature segment categorie customertype type"),
        field("language", "choice", "Langue", "language langue lang"),
        field(
            "terms_days", "count", "Délai de paiement du contrat, en jours",
            "termsdays delai delaijours jours conditions conditionsdepaiement conditionspaiement delaidepaiement "
            "delaipaiement paymentterms terms days delaicontractuel delaicontrat contractterms creditdays "
            "modalitespaiement modalites",
        ),
        field("terms_mode", "choice", "Mode de calcul de l’échéance",
               "termsmode mode modeecheance finedemois typedelai finmois"),
        *_CONTACT,
    ),
)  # fmt: skip
PROSPECTS = Target(
    "prospects",
    "Prospects",
    "customers",
    (
        replace(ACCOUNT, needed=False),
        replace(_NAME, needed=True),
        *(one for one in CUSTOMERS.fields if one.name not in {"account", "name", "terms_days", "terms_mode"}),
    ),
)
CONTACTS = Target("contacts", "Contacts", "customers", (ACCOUNT, _NAME, *_CONTACT))
_INVOICE_FIELDS = (
    ACCOUNT,
    field("number", "code", "Numéro de la facture", _NUMBER_WAYS, needed=True),
    _NAME,
    field("issued_on", "day", "Date de la facture", _ISSUED_WAYS),
    field("due_on", "day", "Date d’échéance", _DUE_WAYS),
    field("amount_cents", "amount", "Montant toutes taxes comprises", _AMOUNT_WAYS),
    field(
        "open_cents", "amount", "Reste dû",
        "opencents openamount resteapayer restedu reste solde soldedu balance balancedue amountdue outstanding "
        "outstandingamount openbalance montantdu impaye nonregle resteencaisser remaining",
    ),
    field(
        "instalment_cents", "amount", "Montant de l’échéance",
        "instalmentcents montantecheance montantdelecheance montantech echeancemontant instalmentamount "
        "installmentamount amountofinstalment",
    ),
    CURRENCY,
    field(
        "status", "choice", "Statut de paiement",
        "status statut etat etatfacture statutpaiement paymentstatus invoicestatus etatpaiement isopen",
    ),
    field("paid_on", "day", "Date de paiement", _PAID_WAYS),
    field(
        "po_number", "text", "Numéro de commande",
        "ponumber commande numerocommande boncommande bondecommande po ordernumber purchaseorder refcommande "
        "votrecommande customerpo bc",
    ),
)  # fmt: skip
INVOICES = Target("invoices", "Factures", "invoices", _INVOICE_FIELDS)
CREDIT_NOTES = Target(
    "credit_notes",
    "Avoirs",
    "invoices",
    tuple(
        field("number", "code", "Numéro de l’avoir",
               f"avoir numeroavoir navoir noavoir creditnote creditnotenumber creditnoteid {_NUMBER_WAYS}", needed=True)
        if one.name == "number"
        else one
        for one in _INVOICE_FIELDS
        if one.name not in {"due_on", "paid_on", "po_number", "instalment_cents"}
    ),
)  # fmt: skip
PAYMENTS = Target(
    "payments",
    "Paiements reçus",
    "payments",
    (
        ACCOUNT,
        _NAME,
        field("paid_on", "day", "Date du paiement", f"{_PAID_WAYS} date dateoperation", needed=True),
        field("amount_cents", "amount", "Montant reçu",
               f"montantregle montantpaye montantencaisse paymentamount amountpaid paidamount recu {_AMOUNT_WAYS}",
               needed=True),
        CURRENCY,
        field(
            "reference", "text", "Référence du paiement",
            "reference referencepaiement refpaiement paymentreference paymentid paymentref numeropaiement "
            "numeroreglement idpaiement remise cheque transaction transactionid",
        ),
        field("number", "code", "Facture payée",
               "facture numerofacture nfacture nofacture invoice invoiceid invoicenumber invoiceno docid"),
    ),
)  # fmt: skip
ORDERS = Target(
    "orders",
    "Commandes",
    "orders",
    (
        ACCOUNT,
        field(
            "number", "code", "Numéro de la commande",
            "commande numerocommande ncommande nocommande refcommande boncommande bondecommande order ordernumber "
            "orderno orderid ordernum salesorder",
            needed=True,
        ),
        field("ordered_on", "day", "Date de la commande",
               "orderedon date datecommande datedecommande commandeele orderdate dateofordering"),
        field("amount_cents", "amount", "Montant", f"montantcommande orderamount ordertotal {_AMOUNT_WAYS}"),
        CURRENCY,
        field("label", "text", "Objet", "label objet libelle designation description"),
        field("state", "choice", "État", "state statut etat etatcommande status orderstatus"),
    ),
)  # fmt: skip
DEALS = Target(
    "deals",
    "Affaires en cours",
    "deals",
    (
        ACCOUNT,
        field("deal", "text", "Affaire", "deal affaire opportunite nomaffaire opportunity dealname", needed=True),
        field("stage", "choice", "Étape", "stage etape phase statut status"),
        field("amount_cents", "amount", "Montant", _AMOUNT_WAYS),
        CURRENCY,
        field("closing_on", "day", "Conclusion prévue",
               "closingon conclusion dateconclusion cloture datecloture closing closingdate closedate"),
        field("owner", "text", "Commercial", "owner commercial vendeur responsable salesperson"),
    ),
)  # fmt: skip
CAMPAIGNS = Target(
    "campaigns",
    "Campagnes commerciales",
    "campaigns",
    (
        ACCOUNT,
        field("campaign", "text", "Campagne", "campaign campagne nomcampagne campaignname", needed=True),
        field("from_on", "day", "Début", "fromon debut datedebut from start startdate"),
        field("until_on", "day", "Fin", "untilon fin datefin until end enddate"),
        field("excluded", "choice", "Exclu", "excluded exclu exclue exclusion"),
        field("reason", "text", "Motif", "reason motif raison"),
    ),
)
# The first of equals wins: an invoice's table may name its order or its payment.
TARGETS: dict[str, Target] = {
    target.code: target
    for target in (
        INVOICES, CUSTOMERS, ORDERS, PAYMENTS, CREDIT_NOTES, CONTACTS, CREDIT, OWNERS, DEALS, CAMPAIGNS, PROSPECTS,
        LINES, CONTRACTS, PROMOTIONS, MANDATES,
    )
}  # fmt: skip
