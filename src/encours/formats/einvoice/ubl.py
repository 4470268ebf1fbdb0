"""Where OASIS UBL 2.1 writes each term: Peppol BIS 3, XRechnung (UBL), national profiles; orders too."""

from __future__ import annotations

from typing import Final

from encours.formats.einvoice.syntax import Syntax


def _sum(name: str) -> tuple[str, ...]:
    return tuple(
        f"{total}/{name}"
        for total in ("LegalMonetaryTotal", "RequestedMonetaryTotal", "AnticipatedMonetaryTotal")
    )


UBL: Final = Syntax(
    name="ubl",
    document={
        "profile": ("CustomizationID",),
        "number": ("ID",),
        "type_code": ("InvoiceTypeCode", "CreditNoteTypeCode", "OrderTypeCode"),
        "issued_on": ("IssueDate",),
        "due_on": ("DueDate", "PaymentMeans/PaymentDueDate", "PaymentTerms/PaymentDueDate"),
        "currency": ("DocumentCurrencyCode",),
        "terms": ("PaymentTerms/Note",),
        "payment_reference": ("PaymentMeans/PaymentID",),
        "order_number": ("OrderReference/ID",),
        "sales_order": ("OrderReference/SalesOrderID",),
        "contract": ("ContractDocumentReference/ID", "Contract/ID"),
        "project": ("ProjectReference/ID",),
        "buyer_reference": ("BuyerReference",),
        "delivered_on": ("Delivery/ActualDeliveryDate",),
        "from_on": ("InvoicePeriod/StartDate",),
        "to_on": ("InvoicePeriod/EndDate",),
        "lines_cents": _sum("LineExtensionAmount"),
        "allowances_cents": _sum("AllowanceTotalAmount"),
        "charges_cents": _sum("ChargeTotalAmount"),
        "net_cents": _sum("TaxExclusiveAmount"),
        "tax_cents": ("TaxTotal/TaxAmount",),
        "total_cents": _sum("TaxInclusiveAmount"),
        "prepaid_cents": _sum("PrepaidAmount"),
        "rounding_cents": _sum("PayableRoundingAmount"),
        "payable_cents": _sum("PayableAmount"),
    },
    places={
        "seller": ("AccountingSupplierParty/Party", "SellerSupplierParty/Party"),
        "buyer": ("AccountingCustomerParty/Party", "BuyerCustomerParty/Party"),
        "payee": ("PayeeParty",),
        "lines": ("InvoiceLine", "CreditNoteLine", "OrderLine/LineItem"),
        "reductions": ("AllowanceCharge",),
        "services": (),
        "taxes": ("TaxTotal/TaxSubtotal",),
        "means": ("PaymentMeans",),
        "preceding": ("BillingReference/InvoiceDocumentReference", "BillingReference/CreditNoteDocumentReference"),
        "notes": ("Note",),
        "attached": ("AdditionalDocumentReference",),
        "mandate": ("PaymentMeans/PaymentMandate/ID",),
    },
    party={
        "name": ("PartyLegalEntity/RegistrationName", "PartyName/Name"),
        "trading_name": ("PartyName/Name",),
        "legal_id": ("PartyLegalEntity/CompanyID",),
        "ids": ("PartyIdentification/ID",),
        "global_ids": (),
        "endpoint": ("EndpointID",),
        "vat_number": ("PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID",),
        "tax_number": ("PartyTaxScheme[!TaxScheme/ID=VAT]/CompanyID",),
        "address": ("PostalAddress/StreetName", "PostalAddress/AdditionalStreetName", "PostalAddress/AddressLine/Line"),
        "postcode": ("PostalAddress/PostalZone",),
        "city": ("PostalAddress/CityName",),
        "country": ("PostalAddress/Country/IdentificationCode",),
        "contact_name": ("Contact/Name",),
        "phone": ("Contact/Telephone",),
        "email": ("Contact/ElectronicMail",),
    },
    line={
        "id": ("ID",),
        "status": (),
        "note": ("Note",),
        "name": ("Item/Name", "Item/Description"),
        "description": ("Item/Description",),
        "item_number": ("Item/SellersItemIdentification/ID",),
        "buyer_item_number": ("Item/BuyersItemIdentification/ID",),
        "item_code": ("Item/StandardItemIdentification/ID",),
        "quantity": ("InvoicedQuantity", "CreditedQuantity", "Quantity"),
        "price": ("Price/PriceAmount",),
        "price_quantity": ("Price/BaseQuantity",),
        "net": ("LineExtensionAmount",),
        "category": ("Item/ClassifiedTaxCategory/ID",),
        "rate": ("Item/ClassifiedTaxCategory/Percent",),
        "order_line": ("OrderLineReference/LineID",),
        "from_on": ("InvoicePeriod/StartDate",),
        "to_on": ("InvoicePeriod/EndDate",),
        "reductions": ("AllowanceCharge",),
    },
    reduction={
        "charge": ("ChargeIndicator",),
        "amount": ("Amount",),
        "reason": ("AllowanceChargeReason",),
        "code": ("AllowanceChargeReasonCode",),
    },
    tax={
        "category": ("TaxCategory/ID",),
        "rate": ("TaxCategory/Percent",),
        "basis": ("TaxableAmount",),
        "amount": ("TaxAmount",),
        "reason": ("TaxCategory/TaxExemptionReason",),
    },
    means={
        "code": ("PaymentMeansCode",),
        "text": ("PaymentMeansCode@name", "InstructionNote"),
        "iban": ("PayeeFinancialAccount/ID",),
        "bic": ("PayeeFinancialAccount/FinancialInstitutionBranch/ID",
                "PayeeFinancialAccount/FinancialInstitutionBranch/FinancialInstitution/ID"),
        "account_name": ("PayeeFinancialAccount/Name",),
    },
    attached={
        "name": ("Attachment/EmbeddedDocumentBinaryObject@filename", "ID"),
        "media_type": ("Attachment/EmbeddedDocumentBinaryObject@mimeCode",),
        "description": ("DocumentDescription", "DocumentType"),
        "url": ("Attachment/ExternalReference/URI",),
        "content": ("Attachment/EmbeddedDocumentBinaryObject",),
    },
    instalment={
        "terms": ("PaymentTerms", "PaymentMeans"),
        "due_on": ("InstallmentDueDate", "PaymentDueDate"),
        "amount": ("Amount",),
    },
    note={"text": ("",), "subject": ()},
    reference={"number": ("ID",), "on": ("IssueDate",)},
)  # fmt: skip
