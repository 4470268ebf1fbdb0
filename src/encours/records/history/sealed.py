"""Which columns of which facts an entry answers for: `verify` recomputes their digests from the tables.

Kept balances (`open_cents`, `unapplied_cents`) and marks of progress are not among them: `check` proves
the first from applications, and entries tell the second. A column that a kind of fact gains goes to its `later`,
a kind that the list gains says `since`, both under a raised `VERSION` (ADR 18).
"""

from __future__ import annotations

from encours.records.history.sealed_entries import OF_ENTRIES, OF_EXPERIMENTS, OF_TRIALS
from encours.records.history.sealed_fact import SealedFact
from encours.records.history.sealed_payers import OF_PAYERS

SEALED: dict[str, SealedFact] = {
    fact.label: fact
    for fact in (
        SealedFact(
            "parties.Customer",
            (
                "id", "account", "name", "control_account", "siren", "vat_number", "address", "postcode",
                "city", "country", "language", "regime", "regime_source", "terms_days", "terms_mode",
                "terms_source",
            ),
            past="parties.CustomerPast",
            past_key="customer_id",
        ),
        SealedFact(
            "parties.Contact",
            ("id", "customer_id", "name", "role", "email", "phone"),
            past="parties.ContactPast",
            past_key="contact_id",
        ),
        SealedFact(
            "receivables.Receivable",
            (
                "id", "customer_id", "key", "number", "kind", "root", "issued_on", "due_on", "due_source",
                "amount_cents", "currency", "po_number", "gone_on", "known_on",
            ),
            past="receivables.ReceivablePast",
            past_key="receivable_id",
            later=((2, ("factor", "factored_on", "foreign_cents", "foreign_currency")),),
        ),
        SealedFact("receivables.Instalment", ("id", "customer_id", "receivable_id", "due_on", "amount_cents")),
        SealedFact(
            "receivables.ElectronicInvoice",
            (
                "id", "customer_id", "receivable_id", "intake_id", "syntax", "profile", "type_code", "number",
                "issued_on", "due_on", "currency", "net_cents", "tax_cents", "total_cents", "prepaid_cents",
                "payable_cents", "owed_cents", "payment_reference", "told",
            ),
        ),
        SealedFact(
            "receivables.InvoiceLine",
            (
                "id", "customer_id", "receivable_id", "position", "line_number", "name", "description",
                "item_number", "item_code", "quantity", "unit", "unit_price", "net_cents", "tax_category",
                "tax_rate", "order_line", "note", "from_on", "to_on",
            ),
        ),
        SealedFact(
            "cash.Payment",
            ("id", "customer_id", "key", "source", "paid_on", "amount_cents", "currency", "known_on"),
        ),
        SealedFact(
            "cash.Application",
            (
                "id", "customer_id", "payment_id", "credit_note_id", "receivable_id", "amount_cents",
                "applied_on", "reason", "source", "reverses_id",
            ),
            later=((4, ("given_up", "bank_line_id", "evidence")),),
        ),
        SealedFact("cash.MatchingPolicy", ("id", "number", "content", "by"), of_customer=False, since=4),
        SealedFact(
            "cash.Statement",
            ("id", "account_id", "kind", "reference", "from_on", "to_on", "opening_cents", "closing_cents"),
            of_customer=False,
            since=7,
        ),
        SealedFact(
            "cash.BankLine",
            (
                "id", "account_id", "booked_on", "value_on", "amount_cents", "currency", "counterparty",
                "iban", "end_to_end_id", "reference", "wording", "fingerprint",
            ),
            of_customer=False,
            later=((7, ("batch",)),),
        ),
        SealedFact("documents.KeptFile", ("id", "sha256", "size", "media_type", "name"), of_customer=False),
        SealedFact(
            "cases.Hold",
            ("id", "customer_id", "receivable_id", "from_on", "reason", "by"),
            later=((17, ("kind",)),),
        ),
        SealedFact(
            "parties.CreditLimit",
            ("id", "customer_id", "limit_cents", "currency", "source", "until_on", "by"),
        ),
        SealedFact(
            "encours_messages.AskedStatement",
            (
                "id", "customer_id", "message_id", "contact_id", "form", "on", "from_on", "as_known", "files",
                "by_person",
            ),
            later=((22, ("language",)),),
        ),
        SealedFact("encours_messages.StatementRhythm", ("id", "customer_id", "rhythm", "by")),
        SealedFact(
            "parties.Group",
            ("id", "name", "parent_id"),
            past="parties.GroupPast",
            past_key="group_id",
            of_customer=False,
            since=2,
        ),
        SealedFact("parties.Grouping", ("id", "customer_id", "group_id", "name", "joined", "by")),
        SealedFact(
            "parties.GroupHeading", ("id", "customer_id", "group_id", "contact_id", "name", "by"), since=2
        ),
        SealedFact(
            "parties.Attachment",
            ("id", "customer_id", "receivable_id", "kind", "title", "kept_id", "url", "by"),
        ),
        SealedFact(
            "sales.Order",
            (
                "id", "customer_id", "number", "ordered_on", "amount_cents", "currency", "label", "state",
                "by",
            ),
            past="sales.OrderPast",
            past_key="order_id",
        ),
        SealedFact(
            "sales.Deal",
            (
                "id", "customer_id", "name", "stage", "amount_cents", "currency", "closing_on", "owner", "by",
            ),
            past="sales.DealPast",
            past_key="deal_id",
        ),
        SealedFact(
            "sales.Prospect",
            ("id", "customer_id", "state", "source", "since_on", "by"),
            past="sales.ProspectPast",
            past_key="prospect_id",
        ),
        SealedFact("credit.CreditScore", ("id", "customer_id", "score", "decision", "on", "source", "by")),
        SealedFact(
            "mappings.TableMapping",
            ("id", "name", "signature", "target", "plan", "by"),
            past="mappings.TableMappingPast",
            past_key="mapping_id",
            of_customer=False,
        ),
        SealedFact(
            "mappings.Correction", ("id", "intake_id", "line", "cells", "made_id", "by"), of_customer=False
        ),
        SealedFact("intake.Place", ("id", "kind", "path", "by"), of_customer=False),
        SealedFact(
            "intake.Arrival", ("id", "place_id", "name", "sha256", "size", "fingerprint", "proof"), of_customer=False
        ),
        SealedFact("intake.AllowedSender", ("id", "address", "by"), of_customer=False),
        SealedFact(
            "intake.SetAside",
            (
                "id", "intake_id", "seller", "seller_siren", "seller_vat", "buyer", "number", "issued_on",
                "total_cents", "currency",
            ),
            of_customer=False,
        ),
        SealedFact(
            "fields.Field",
            (
                "id", "subject", "code", "label_fr", "label_en", "kind", "choices", "currency", "required", "listed",
                "shown_as", "retired", "by",
            ),
            past="fields.FieldPast",
            past_key="field_id",
            of_customer=False,
        ),
        SealedFact(
            "fields.FieldValue",
            ("id", "customer_id", "receivable_id", "field_id", "text", "number", "key", "by"),
            past="fields.FieldValuePast",
            past_key="value_id",
        ),
        SealedFact(
            "requests.DocumentRequest",
            (
                "id", "customer_id", "receivable_id", "contact_id", "kinds", "text", "due_on", "until_on", "address",
                "by",
            ),
        ),
        SealedFact("requests.RequestMessage", ("id", "customer_id", "request_id", "message_id")),
        SealedFact(
            "requests.RequestEvent",
            ("id", "customer_id", "request_id", "kind", "attachment_id", "text", "by"),
        ),
        SealedFact("fields.SegmentSet", ("id", "number", "content", "by"), of_customer=False),
        SealedFact("requests.Checklist", ("id", "number", "content", "by"), of_customer=False),
        SealedFact("sales.Campaign", ("id", "name", "from_on", "until_on", "by"), of_customer=False),
        SealedFact("sales.Touch", ("id", "customer_id", "campaign_id", "excluded", "reason", "by")),
        SealedFact(
            "sales.Signal",
            ("id", "customer_id", "kind", "on", "amount_cents", "limit_cents", "currency"),
        ),
        SealedFact(
            "receivables.Double",
            (
                "id", "customer_id", "receivable_id", "payment_id", "kept_receivable_id", "kept_payment_id", "on",
                "reason", "by", "undoes_id",
            ),
        ),
        SealedFact("cases.Note", ("id", "customer_id", "receivable_id", "text", "by")),
        SealedFact(
            "cases.Call", ("id", "customer_id", "contact_id", "on", "outcome", "text", "next_on", "by")
        ),
        SealedFact(
            "disputes.Dispute",
            ("id", "customer_id", "receivable_id", "amount_cents", "reason", "by", "opened_on"),
            later=((6, ("kind", "code", "advised_id")),),
        ),
        SealedFact("work.Task", ("id", "customer_id", "receivable_id", "person_id", "text", "due_on", "by")),
        SealedFact(
            "encours_messages.Delivery",
            (
                "id", "customer_id", "message_id", "state", "on", "channel", "recipient", "detail",
                "subject", "document_sha256",
            ),
        ),
        SealedFact(
            "measures.Cost",
            (
                "id", "what", "kind", "basis", "action", "amount_cents", "currency", "minutes", "from_on", "to_on",
                "by",
            ),
            of_customer=False,
        ),
        SealedFact(
            "measures.Outcome",
            ("id", "customer_id", "receivable_id", "kind", "on", "amount_cents", "currency", "text", "by"),
        ),
        SealedFact("measures.Complaint", ("id", "customer_id", "kind", "source", "on", "text", "by")),
        SealedFact("measures.Survey", ("id", "customer_id", "asked_on", "by")),
        SealedFact("measures.SurveyAnswer", ("id", "customer_id", "survey_id", "on", "score", "text")),
        SealedFact(
            "measures.Baseline",
            ("id", "code", "formula_version", "on", "value", "parts", "currency", "by"),
            of_customer=False,
        ),
        SealedFact(
            "encours_messages.Bounce",
            ("id", "customer_id", "message_id", "recipient", "permanent", "status", "reason", "detail", "on"),
        ),
        SealedFact(
            "quality.Acceptance",
            (
                "id", "customer_id", "rule", "receivable_id", "contact_id", "other_id", "value", "reason", "by",
            ),
        ),
        SealedFact(
            "contracts.Contract",
            (
                "id", "customer_id", "number", "from_on", "until_on", "terms_days", "terms_mode", "discount_bps",
                "discount_days", "penalty_bps", "document_id", "by",
            ),
            past="contracts.ContractPast",
            past_key="contract_id",
        ),
        SealedFact(
            "contracts.Promotion",
            (
                "id", "customer_id", "name", "from_on", "until_on", "rate_bps", "amount_cents", "currency", "basis",
                "items", "by",
            ),
            past="contracts.PromotionPast",
            past_key="promotion_id",
            since=3,
        ),
        SealedFact(
            "merging.Merging",
            ("id", "absorbed_id", "into_id", "chosen", "reason", "by", "undoes_id"),
            of_customer=False,  # of two
        ),
        SealedFact(
            "merging.Move", ("id", "customer_id", "merging_id", "came_from_id", "label", "row", "before")
        ),
        SealedFact(
            "connectors.Intention",
            ("id", "customer_id", "receivable_id", "connector_id", "payment_id", "kind", "key", "content", "by"),
        ),
        *OF_PAYERS,
        *OF_ENTRIES, *OF_TRIALS, *OF_EXPERIMENTS,
        SealedFact(
            "encours_messages.Received",
            ("id", "fingerprint", "kind", "because", "sender", "subject", "text", "on"),
            of_customer=False,  # it may be filed later
        ),
    )
}  # fmt: skip
