"""Which table a CSV is, by the names of its columns, French or English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from encours.core.mapping.detail_targets import tells_details
from encours.core.refusals import UnreadableFileError

SEPARATORS = ";\t,|"
CUSTOMER_COLUMNS = {
    "account": (
        "compte client compteclient codeclient comptecomptable compteauxiliaire compauxnum code customer"
    ),
    "name": "nom raisonsociale denomination societe nomclient company customername",
    "address": "adresse rue voie street adressepostale",
    "postcode": "codepostal cp zip zipcode postalcode",
    "city": "ville commune town",
    "country": "pays codepays countrycode",
    "siren": "siret numerosiren",
    "vat_number": "vat tva numerotva tvaintracommunautaire tvaintra vatnumber vatid",
    "regime": "typeclient typedeclient nature segment",
    "language": "langue lang",
    "terms_days": (
        "delai delaijours jours conditions conditionsdepaiement delaidepaiement paymentterms terms days"
    ),
    "terms_mode": "mode modeecheance finedemois typedelai",
    "contact_name": "contact nomcontact interlocuteur contactnom",
    "contact_role": "role fonction contactfonction contactrole",
    "contact_email": "email courriel mail emailcontact adresseemail contactmail",
    "contact_phone": "telephone tel phone mobile portable contacttelephone",
}
INVOICE_COLUMNS = {
    "account": CUSTOMER_COLUMNS["account"],
    "number": ("facture numero numerofacture nfacture nofacture pieceref invoice invoicenumber invoiceno"),
    "name": CUSTOMER_COLUMNS["name"],
    "issued_on": "date datefacture dateemission emission issuedate invoicedate dateofissue",
    "due_on": "echeance dateecheance duedate due dateecheancefacture",
    "po_number": "commande numerocommande boncommande bondecommande po ponumber ordernumber purchaseorder",
    "amount_cents": "montant montantttc ttc total amount totalttc",
    "open_cents": "resteapayer restedu reste solde balance openamount",
    "instalment_cents": "montantecheance montantdelecheance montantech instalmentamount installmentamount",
    "currency": "devise",
    "status": "statut etat etatfacture",
}
ORDER_COLUMNS = {
    "account": CUSTOMER_COLUMNS["account"],
    "number": "commande numerocommande boncommande bondecommande order ordernumber orderno",
    "ordered_on": "date datecommande commandeele orderdate",
    "amount_cents": INVOICE_COLUMNS["amount_cents"],
    "currency": INVOICE_COLUMNS["currency"],
    "label": "objet libelle designation description",
    "state": "statut etat etatcommande status",
}
DEAL_COLUMNS = {
    "account": CUSTOMER_COLUMNS["account"],
    "deal": "affaire opportunite nomaffaire opportunity",
    "stage": "etape phase statut status",
    "amount_cents": INVOICE_COLUMNS["amount_cents"],
    "currency": INVOICE_COLUMNS["currency"],
    "closing_on": "conclusion dateconclusion cloture datecloture closing closingdate closedate",
    "owner": "commercial vendeur responsable salesperson",
}
CAMPAIGN_COLUMNS = {
    "account": CUSTOMER_COLUMNS["account"],
    "campaign": "campagne nomcampagne",
    "from_on": "debut datedebut from start startdate",
    "until_on": "fin datefin until end enddate",
    "excluded": "exclu exclue exclusion",
    "reason": "motif raison",
}
# The first whose keys the header holds: an invoice's table may name its order, an order's names no invoice.
TABLES = {
    "invoices": INVOICE_COLUMNS,
    "orders": ORDER_COLUMNS,
    "deals": DEAL_COLUMNS,
    "campaigns": CAMPAIGN_COLUMNS,
    "customers": CUSTOMER_COLUMNS,
}
KEYS = {
    "invoices": {"account", "number"},
    "orders": {"account", "number"},
    "deals": {"account", "deal"},
    "campaigns": {"account", "campaign"},
    "customers": {"account"},
}
REMEDY = (
    "Nommez les colonnes : pour les clients « compte; nom; adresse; code postal; ville; e-mail… », "
    "pour les factures « compte; facture; échéance; commande »."
)


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` gives the position of each known column, `other` the names of the rest."""

    kind: str
    separator: str
    columns: dict[str, int]
    other: tuple[str, ...]


def plain(text: str) -> str:
    """A name without case, accents, spaces or punctuation."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]", "", letters.lower())


def separator_of(header: str) -> str:
    """The separator that the first line uses most."""
    return max(SEPARATORS, key=header.count)


def table_of(cells: list[str], separator: str) -> Table:
    """Recognise the table from its first row; raises UnreadableFileError `wrong_header`."""
    for kind, names in TABLES.items():
        columns = _positions(cells, names)
        if columns.keys() >= KEYS[kind] and len(columns) > 1:
            taken = set(columns.values())
            other = tuple(cell.strip() for i, cell in enumerate(cells) if i not in taken and cell.strip())
            return Table(kind, separator, columns, other)
    raise UnreadableFileError(
        "wrong_header",
        "La première ligne ne nomme ni une table de clients ni une table de factures.",
        REMEDY,
        line=1,
    )


def _positions(cells: list[str], names: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, cell in enumerate(cells):
        short = plain(cell)
        ways = {short, re.sub(r"^(?:numero|num|no|n)(?:de)?", "", short)} - {""}
        for name, aliases in names.items():
            if name not in found and ways & {plain(name), *aliases.split()}:
                found[name] = position
                break
    return found


def sniff(head: bytes, name: str) -> float:
    """Confidence between 0 and 1 that `head` opens a companion table (its name is not needed)."""
    del name
    first = (head.removeprefix(b"\xef\xbb\xbf").splitlines() or [b""])[0].decode("latin-1")
    text = _utf8(first)
    separator = separator_of(text)
    try:
        table = table_of(text.replace('"', "").split(separator), separator)
    except UnreadableFileError:
        return 0.0
    if any(map(tells_details, table.other)):
        return 0.0  # lines of invoices, contracts, promotions: a table that is mapped
    return min(0.9, 0.4 + 0.1 * len(table.columns))


def _utf8(text: str) -> str:
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text
