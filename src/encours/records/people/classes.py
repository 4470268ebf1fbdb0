"""Which field of a record is personal, a bank detail, a price or about health, and which role sees which.

`TAGGED` names every such field of every model; a name that looks like one and is open to all is tagged
`OPEN`, so that somebody has thought of it (a house test holds both). Values of a class that a role does not
see are never written on a page nor in an export of that person: `visit.shows`, and in a template the filters
`of_class` and `free_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from encours.records.people.models import ROLES

CLASSES = ("personal", "bank", "pricing", "health")
OPEN = ""

# What each role sees until an administrator decides otherwise for a creditor.
SHOWN: dict[str, frozenset[str]] = {
    "administrator": frozenset({"personal", "bank", "pricing"}),
    "manager": frozenset({"personal", "bank", "pricing", "health"}),
    "collector": frozenset({"personal", "bank", "pricing"}),
    "legal": frozenset({"personal", "bank", "pricing"}),
    "cfo": frozenset({"personal", "bank", "pricing"}),
    "salesperson": frozenset({"personal", "pricing"}),
    "auditor": frozenset({"personal", "bank", "pricing"}),
    "banker": frozenset(),
    "read_only": frozenset(),
}

_PARTY = {
    "name": OPEN,  # who owes is what the desk is about
    "address": "personal",
    "postcode": "personal",
    "city": "personal",
    "terms_days": "pricing",
    "terms_mode": "pricing",
    "terms_source": OPEN,
}
_CONTRACT = {
    "terms_days": "pricing",
    "terms_mode": "pricing",
    "discount_bps": "pricing",
    "discount_days": "pricing",
    "penalty_bps": "pricing",
}
_PROMOTION = {"name": OPEN, "rate_bps": "pricing", "amount_cents": "pricing"}
_CONTACT = {"name": "personal", "email": "personal", "phone": "personal"}

TAGGED: dict[str, dict[str, str]] = {
    "cash.Refusal": {"value": "bank"},
    "cash.Refund": {"iban": "bank"},
    "remittances.Remittance": {"iban": "bank"},
    "remittances.RemittanceLine": {"discount_cents": OPEN},  # what was paid, not what was agreed
    "people.AccessInvitation": {"email": OPEN},
    "people.User": {"name": OPEN, "email": OPEN},  # colleagues answer for what they do, under their name
    "parties.Creditor": {
        "name": OPEN,
        "address": OPEN,  # a company's own, printed on what it sends
        "postcode": OPEN,
        "city": OPEN,
        "iban": "bank",
        "iban_asked": "bank",
        "iban_asked_by": OPEN,
        "bic": "bank",
        "sender_name": "personal",
        "sender_email": "personal",
        "phone": "personal",
        "terms_days": "pricing",
        "terms_mode": "pricing",
        "terms_confirmed": OPEN,
        "penalty_bps": "pricing",
    },
    "parties.Customer": _PARTY,
    "parties.CustomerPast": _PARTY,
    "parties.Contact": _CONTACT,
    "parties.ContactPast": _CONTACT,
    "contracts.Contract": _CONTRACT,
    "contracts.ContractPast": _CONTRACT,
    "contracts.Promotion": _PROMOTION,
    "contracts.PromotionPast": _PROMOTION,
    "parties.Group": {"name": OPEN},
    "parties.GroupPast": {"name": OPEN},
    "parties.GroupHeading": {"name": OPEN},
    "parties.Grouping": {"name": OPEN},
    "parties.CreditLimit": {"limit_cents": "pricing"},
    "sales.Deal": {"name": OPEN},
    "sales.DealPast": {"name": OPEN},
    "sales.Campaign": {"name": OPEN},
    "sales.Signal": {"limit_cents": "pricing"},
    "cash.BankAccount": {"number": "bank", "label": "bank"},
    "cash.Statement": {"opening_cents": "bank", "closing_cents": "bank"},
    "cash.BankLine": {"iban": "bank", "end_to_end_id": OPEN},
    "cash.Payer": {"value": "bank"},
    "debits.Mandate": {"iban": "bank", "bic": "bank"},
    "debits.MandatePast": {"iban": "bank", "bic": "bank"},
    "debits.Debit": {"end_to_end_id": OPEN},
    "encours_messages.Message": {"typed_recipient": "personal"},
    "encours_messages.Delivery": {"recipient": "personal"},
    "encours_messages.Bounce": {"recipient": "personal"},
    "encours_messages.Received": {"sender": "personal", "sender_name": "personal"},
    "encours_messages.Mailbox": {"name": OPEN},  # the house's own
    "quality.Finding": {"value": OPEN},  # its class is that of its rule: desk.quality.telling leaves it out
    "quality.Acceptance": {"value": OPEN},  # the same
    "policies.Scenario": {"name": OPEN},
    "trials.Trial": {"name": OPEN},
    "trials.AskedTrial": {"name": OPEN},
    "experiments.Experiment": {"name": OPEN},
    "policies.RateConfirmation": {"value_bps": OPEN},  # the law's own figure
    "measures.Survey": {"recipient": "personal"},
    "measures.Baseline": {"value": OPEN},
    "objectives.Reading": {"value": OPEN},
    "doubtful.DoubtfulRate": {"rate_bps": OPEN},  # how much may be lost, of no price agreed
    "doubtful.Booking": {"rate_bps": OPEN},
    "receivables.InvoiceLine": {"name": OPEN, "unit_price": "pricing"},
    "documents.KeptFile": {"name": OPEN},
    "documents.Intake": {"name": OPEN},
    "intake.Arrival": {"name": OPEN},  # of a file
    "intake.PrintedInvoice": {"name": OPEN},  # of a file
    "intake.AllowedSender": {"address": "personal"},
    "connectors.Connector": {"name": OPEN},  # of a system
    "companies.Registered": {"name": OPEN, "address": "personal", "postcode": "personal", "city": "personal"},
    "provenance.CustomerTold": {"value": OPEN},  # that of its field: desk.sources.telling leaves it out
    "provenance.Told": {"value": OPEN},  # a due date, the number of an order
    "requests.DocumentRequest": {"address": OPEN},  # of the house, where its link begins
    "fields.FieldValuePast": {"value": OPEN},  # which one; its class is that of its field
    "mappings.TableMapping": {"name": OPEN},  # of a layout
    "mappings.TableMappingPast": {"name": OPEN},
    "mappings.Upload": {"name": OPEN},
    "work.Portfolio": {"name": OPEN},
    "work.Invitation": {"email": OPEN},  # a colleague
    "work.Share": {"name": OPEN, "recipient": "personal"},
    "boards.Indicator": {"name": OPEN},
    "boards.Mailing": {"recipients": OPEN},  # colleagues
    "boards.Mailed": {"mailing": OPEN, "recipient": OPEN},
    "work.SavedFilter": {"name": OPEN},
}


def shown_to(role: str, decided: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The classes a role sees at a creditor: what was decided there, else the house's own matrix."""
    return frozenset(decided[role]) if role in decided else SHOWN[role]


def matrix(decided: Mapping[str, Iterable[str]]) -> dict[str, frozenset[str]]:
    """Every role with the classes it sees."""
    return {role: shown_to(role, decided) for role in ROLES}
