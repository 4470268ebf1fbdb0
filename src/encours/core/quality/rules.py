"""The rules of data quality, as data: what each looks at, how grave it is, and what it keeps from leaving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Subject = Literal["customer", "contact", "receivable", "payment"]
Severity = Literal["blocks", "serious", "minor"]
Holds = Literal["", "email", "address", "item", "account"]
Remedy = Literal["customer", "contact", "add_contact", "terms", "regime", "invoice", "merge", "account"]

SEVERITIES: Final[tuple[Severity, ...]] = ("blocks", "serious", "minor")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `holds` says what may not be relied on while the error stands: an e-mail address, a postal address, one
    item, or all amounts of the account. `field` is the fact it looks at; a rule about a missing fact is
    serious where the creditor made that fact mandatory. `remedy` names where a person corrects it.
    """

    code: str
    subject: Subject
    severity: Severity
    field: str
    remedy: Remedy
    holds: Holds = ""

    @property
    def missing(self) -> bool:
        """Whether it is about a fact that is not there."""
        return self.code.startswith("missing_")


RULES: Final[tuple[Rule, ...]] = (
    Rule("missing_email", "customer", "minor", "email", "add_contact"),
    Rule("missing_phone", "customer", "minor", "phone", "add_contact"),
    Rule("missing_contact", "customer", "minor", "contact", "add_contact"),
    Rule("missing_address", "customer", "minor", "address", "customer"),
    Rule("missing_registration", "customer", "minor", "registration", "customer"),
    Rule("missing_vat_number", "customer", "minor", "vat_number", "customer"),
    Rule("missing_accounts_payable", "customer", "minor", "accounts_payable", "add_contact"),
    Rule("missing_due_date", "customer", "minor", "due_date", "terms"),
    Rule("missing_regime", "customer", "minor", "regime", "regime"),
    Rule("email_invalid", "contact", "blocks", "email", "contact", "email"),
    Rule("phone_invalid", "contact", "minor", "phone", "contact"),
    Rule("siren_invalid", "customer", "serious", "registration", "customer"),
    Rule("company_ceased", "customer", "serious", "registration", "customer"),
    Rule("vat_invalid", "customer", "serious", "vat_number", "customer"),
    Rule("vat_not_siren", "customer", "serious", "vat_number", "customer"),
    Rule("postcode_invalid", "customer", "blocks", "address", "customer", "address"),
    Rule("name_is_account", "customer", "serious", "name", "customer"),
    Rule("terms_beyond_ceiling", "customer", "minor", "terms", "terms"),
    Rule("due_not_as_agreed", "customer", "minor", "terms", "terms"),
    Rule("due_before_issue", "receivable", "blocks", "dates", "invoice", "item"),
    Rule("date_impossible", "receivable", "blocks", "dates", "invoice", "item"),
    Rule("issued_in_future", "receivable", "serious", "dates", "invoice"),
    Rule("negative_total", "receivable", "blocks", "amount", "invoice", "account"),
    Rule("duplicate_invoice", "receivable", "blocks", "number", "invoice", "item"),
    Rule("duplicate_payment", "payment", "serious", "payment", "account"),
    Rule("likely_double_invoice", "receivable", "serious", "number", "invoice"),
    Rule("likely_double_payment", "payment", "minor", "payment", "account"),
    Rule("duplicate_customer", "customer", "serious", "name", "merge"),
    Rule("sources_differ", "receivable", "blocks", "amount", "invoice", "item"),
    Rule("due_dates_differ", "receivable", "minor", "dates", "invoice"),
)
CODES: Final = {rule.code: rule for rule in RULES}
DUPLICATE: Final = "duplicate_invoice"
LIKELY_DOUBLE: Final = "likely_double_invoice"
DISAGREEING: Final = "sources_differ"
MANDATORY: Final = tuple(rule.field for rule in RULES if rule.missing)
"""Facts that a creditor may make mandatory."""
USUALLY_MANDATORY: Final = ("email", "address", "due_date")


def severity_of(rule: Rule, mandatory: frozenset[str]) -> Severity:
    """How grave a rule is for a creditor: what it made mandatory may not be missing."""
    return "serious" if rule.missing and rule.field in mandatory else rule.severity
