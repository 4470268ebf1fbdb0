"""What a table may be about, and the columns it may have: their kind, and how they are usually headed.

`becomes` names the table that the house writes (`formats.companion.shapes`): customers and their contacts
are one, invoices and credit notes too.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A column that is understood: `kind` tells how its cells are read, `ways` how it is headed."""

    name: str
    kind: (
        str  # text | code | day | amount | count | email | phone | siren | vat | country | currency | choice
    )
    label: str
    ways: tuple[str, ...]
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """What a table is about."""

    code: str
    label: str
    becomes: str
    fields: tuple[Field, ...]

    @property
    def needed(self) -> frozenset[str]:
        """The columns without which no row can be kept."""
        return frozenset(field.name for field in self.fields if field.needed)

    def field(self, name: str) -> Field | None:
        """The column of that name."""
        return next((field for field in self.fields if field.name == name), None)


def _field(name: str, kind: str, label: str, ways: str, *, needed: bool = False) -> Field:
    return Field(name, kind, label, tuple(ways.split()), needed)


_ACCOUNT = _field(
    "account",
    "code",
    "Compte ou code du client",
    "account compte client compteclient codeclient numeroclient refclient referenceclient compteauxiliaire "
    "comptetiers codetiers tiers compteaux compauxnum code customer customerid customercode customernumber "
    "custnumber custid custno clientid clientcode clientnumber customeraccount debtor debtorid debiteur "
    "codedebiteur accountnumber accountcode idclient payer soldto",
    needed=True,
)
_NAME_WAYS = (
    "name nom raisonsociale denomination societe nomclient clientnom company companyname customername "
    "namecustomer clientname debtorname libelleclient intituleclient intitule nomtiers libelletiers entreprise "
    "raisonsocialeclient accountname"
)
_NAME = _field("name", "text", "Nom du client", _NAME_WAYS)
_AMOUNT_WAYS = (
    "amount montant montantttc ttc total totalttc totalamount amountttc montanttotal netapayer netpayable "
    "grandtotal totalincvat totalinclvat amountincvat grossamount invoiceamount montantfacture totalopenamount "
    "convertedusd montanteur montantdevise valeur value ttcnet solde"
)
_CURRENCY = _field(
    "currency",
    "currency",
    "Devise",
    "currency devise monnaie codedevise currencycode invoicecurrency documentcurrency isocurrency",
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
    _field(
        "contact_name", "text", "Contact : nom",
        "contact contactname nomcontact contactnom interlocuteur nominterlocuteur prenomnom nomprenom fullname "
        "contactperson attention",
    ),
    _field(
        "contact_role", "text", "Contact : fonction",
        "contactrole role fonction contactfonction fonctioncontact poste titre jobtitle service",
    ),
    _field(
        "contact_email", "email", "Contact : adresse e-mail",
        "contactemail email courriel mail emailcontact adresseemail adressemail contactmail mailcontact "
        "emailaddress emailfacturation billingemail courrielcontact adressecourriel",
    ),
    _field(
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
        _ACCOUNT,
        _NAME,
        _field(
            "address", "text", "Adresse",
            "address adresse rue voie street adressepostale adresse1 address1 adresseligne1 streetaddress",
        ),
        _field("postcode", "text", "Code postal", "postcode codepostal cp zip zipcode postalcode"),
        _field("city", "text", "Ville", "city ville commune town localite"),
        _field("country", "country", "Pays", "country pays codepays countrycode"),
        _field("siren", "siren", "SIREN ou SIRET", "siren siret numerosiren numerosiret sirensiret registration"),
        _field(
            "vat_number", "vat", "Numéro de TVA",
            "vatnumber vat tva numerotva tvaintracommunautaire tvaintra vatid vatregistration numtva taxid",
        ),
        _field("regime", "choice", "Nature (entreprise, public, particulier)",
               "regime typeclient typedeclient nature segment categorie customertype type"),
        _field("language", "choice", "Langue", "language langue lang"),
        _field(
            "terms_days", "count", "Délai de paiement du contrat, en jours",
            "termsdays delai delaijours jours conditions conditionsdepaiement conditionspaiement delaidepaiement "
            "delaipaiement paymentterms terms days delaicontractuel delaicontrat contractterms creditdays "
            "modalitespaiement modalites",
        ),
        _field("terms_mode", "choice", "Mode de calcul de l’échéance",
               "termsmode mode modeecheance finedemois typedelai finmois"),
        *_CONTACT,
    ),
)  # fmt: skip
CONTACTS = Target("contacts", "Contacts", "customers", (_ACCOUNT, _NAME, *_CONTACT))
_INVOICE_FIELDS = (
    _ACCOUNT,
    _field("number", "code", "Numéro de la facture", _NUMBER_WAYS, needed=True),
    _NAME,
    _field("issued_on", "day", "Date de la facture", _ISSUED_WAYS),
    _field("due_on", "day", "Date d’échéance", _DUE_WAYS),
    _field("amount_cents", "amount", "Montant toutes taxes comprises", _AMOUNT_WAYS),
    _field(
        "open_cents", "amount", "Reste dû",
        "opencents openamount resteapayer restedu reste solde soldedu balance balancedue amountdue outstanding "
        "outstandingamount openbalance montantdu impaye nonregle resteencaisser remaining",
    ),
    _CURRENCY,
    _field(
        "status", "choice", "Statut de paiement",
        "status statut etat etatfacture statutpaiement paymentstatus invoicestatus etatpaiement isopen",
    ),
    _field("paid_on", "day", "Date de paiement", _PAID_WAYS),
    _field(
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
        _field("number", "code", "Numéro de l’avoir",
               f"avoir numeroavoir navoir noavoir creditnote creditnotenumber creditnoteid {_NUMBER_WAYS}", needed=True)
        if field.name == "number"
        else field
        for field in _INVOICE_FIELDS
        if field.name not in {"due_on", "paid_on", "po_number"}
    ),
)  # fmt: skip
PAYMENTS = Target(
    "payments",
    "Paiements reçus",
    "payments",
    (
        _ACCOUNT,
        _NAME,
        _field("paid_on", "day", "Date du paiement", f"{_PAID_WAYS} date dateoperation", needed=True),
        _field("amount_cents", "amount", "Montant reçu",
               f"montantregle montantpaye montantencaisse paymentamount amountpaid paidamount recu {_AMOUNT_WAYS}",
               needed=True),
        _CURRENCY,
        _field(
            "reference", "text", "Référence du paiement",
            "reference referencepaiement refpaiement paymentreference paymentid paymentref numeropaiement "
            "numeroreglement idpaiement remise cheque transaction transactionid",
        ),
        _field("number", "code", "Facture payée",
               "facture numerofacture nfacture nofacture invoice invoiceid invoicenumber invoiceno docid"),
    ),
)  # fmt: skip
ORDERS = Target(
    "orders",
    "Commandes",
    "orders",
    (
        _ACCOUNT,
        _field(
            "number", "code", "Numéro de la commande",
            "commande numerocommande ncommande nocommande refcommande boncommande bondecommande order ordernumber "
            "orderno orderid ordernum salesorder",
            needed=True,
        ),
        _field("ordered_on", "day", "Date de la commande",
               "orderedon date datecommande datedecommande commandeele orderdate dateofordering"),
        _field("amount_cents", "amount", "Montant", f"montantcommande orderamount ordertotal {_AMOUNT_WAYS}"),
        _CURRENCY,
        _field("label", "text", "Objet", "label objet libelle designation description"),
        _field("state", "choice", "État", "state statut etat etatcommande status orderstatus"),
    ),
)  # fmt: skip
DEALS = Target(
    "deals",
    "Affaires en cours",
    "deals",
    (
        _ACCOUNT,
        _field("deal", "text", "Affaire", "deal affaire opportunite nomaffaire opportunity dealname", needed=True),
        _field("stage", "choice", "Étape", "stage etape phase statut status"),
        _field("amount_cents", "amount", "Montant", _AMOUNT_WAYS),
        _CURRENCY,
        _field("closing_on", "day", "Conclusion prévue",
               "closingon conclusion dateconclusion cloture datecloture closing closingdate closedate"),
        _field("owner", "text", "Commercial", "owner commercial vendeur responsable salesperson"),
    ),
)  # fmt: skip
CAMPAIGNS = Target(
    "campaigns",
    "Campagnes commerciales",
    "campaigns",
    (
        _ACCOUNT,
        _field("campaign", "text", "Campagne", "campaign campagne nomcampagne campaignname", needed=True),
        _field("from_on", "day", "Début", "fromon debut datedebut from start startdate"),
        _field("until_on", "day", "Fin", "untilon fin datefin until end enddate"),
        _field("excluded", "choice", "Exclu", "excluded exclu exclue exclusion"),
        _field("reason", "text", "Motif", "reason motif raison"),
    ),
)
CREDIT = Target(
    "credit",
    "Crédit : limites, notes, couvertures",
    "credit",
    (
        _ACCOUNT,
        _field(
            "limit_cents", "amount", "Limite de crédit",
            "limitcents limite limitecredit limitedecredit plafond plafondcredit encoursautorise creditlimit limit "
            "autorisation montantautorise",
        ),
        _field(
            "cover_cents", "amount", "Montant couvert par l’assureur",
            "covercents couverture couvertureassureur garantie montantgaranti agrement montantagree insured "
            "insuredamount insurercover cover coveredamount creditinsurance",
        ),
        _CURRENCY,
        _field("until_on", "day", "Valable jusqu’au",
               "untilon jusquau validite datevalidite valableau datefin expiration expiry validuntil expirydate fin"),
        _field(
            "score", "text", "Note ou score",
            "score note cotation notation rating creditscore risque scoring classe riskclass",
        ),
        _field("decision", "text", "Décision", "decision avis avisassureur creditdecision conclusion"),
        _field("said_on", "day", "Date de la note",
               "saidon date datenote datescore datecotation scoredate ratingdate asof au"),
        _field("source", "text", "Source", "source assureur fournisseur provider agence insurer agency organisme"),
    ),
)  # fmt: skip
OWNERS = Target(
    "owners",
    "Responsables des clients",
    "owners",
    (
        _ACCOUNT,
        _field(
            "owner", "email", "Responsable (adresse e-mail)",
            "owner responsable chargederecouvrement charge gestionnaire collector recouvreur emailresponsable "
            "assignedto assignee accountmanager owneremail",
        ),
        _field("portfolio", "text", "Portefeuille", "portfolio portefeuille equipe secteur"),
    ),
)  # fmt: skip

# The first of equals wins: an invoice's table may name its order or its payment.
TARGETS: dict[str, Target] = {
    target.code: target
    for target in (
        INVOICES, CUSTOMERS, ORDERS, PAYMENTS, CREDIT_NOTES, CONTACTS, CREDIT, OWNERS, DEALS, CAMPAIGNS,
    )
}  # fmt: skip
