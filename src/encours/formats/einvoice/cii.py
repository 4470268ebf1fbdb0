"""Where UN/CEFACT CII writes each term: Factur-X, ZUGFeRD 1 and 2, XRechnung (CII), Order-X."""

from __future__ import annotations

from typing import Final

from encours.formats.einvoice.syntax import Syntax

_HEAD = "ExchangedDocument"
_DEAL = "SupplyChainTradeTransaction"
_AGREED = f"{_DEAL}/ApplicableHeaderTradeAgreement"
_DELIVERED = f"{_DEAL}/ApplicableHeaderTradeDelivery"
_SETTLED = f"{_DEAL}/ApplicableHeaderTradeSettlement"
_SUMS = f"{_SETTLED}/SpecifiedTradeSettlementHeaderMonetarySummation"
_OLD_SUMS = f"{_SETTLED}/SpecifiedTradeSettlementMonetarySummation"
_LINE_AGREED = "SpecifiedLineTradeAgreement"
_LINE_DELIVERED = "SpecifiedLineTradeDelivery"
_LINE_SETTLED = "SpecifiedLineTradeSettlement"
_LINE_DOCUMENT = "AssociatedDocumentLineDocument"
_PRODUCT = "SpecifiedTradeProduct"


def _sum(name: str) -> tuple[str, str]:
    return f"{_SUMS}/{name}", f"{_OLD_SUMS}/{name}"


CII: Final = Syntax(
    name="cii",
    document={
        "profile": ("ExchangedDocumentContext/GuidelineSpecifiedDocumentContextParameter/ID",),
        "number": (f"{_HEAD}/ID",),
        "type_code": (f"{_HEAD}/TypeCode",),
        "issued_on": (f"{_HEAD}/IssueDateTime",),
        "due_on": (f"{_SETTLED}/SpecifiedTradePaymentTerms/DueDateDateTime",),
        "currency": (f"{_SETTLED}/InvoiceCurrencyCode", f"{_SETTLED}/OrderCurrencyCode"),
        "terms": (f"{_SETTLED}/SpecifiedTradePaymentTerms/Description",),
        "payment_reference": (f"{_SETTLED}/PaymentReference",),
        "order_number": (f"{_AGREED}/BuyerOrderReferencedDocument/IssuerAssignedID",
                         f"{_AGREED}/BuyerOrderReferencedDocument/ID"),
        "sales_order": (f"{_AGREED}/SellerOrderReferencedDocument/IssuerAssignedID",),
        "contract": (f"{_AGREED}/ContractReferencedDocument/IssuerAssignedID",
                     f"{_AGREED}/ContractReferencedDocument/ID"),
        "project": (f"{_AGREED}/SpecifiedProcuringProject/ID",),
        "buyer_reference": (f"{_AGREED}/BuyerReference",),
        "delivered_on": (f"{_DELIVERED}/ActualDeliverySupplyChainEvent/OccurrenceDateTime",),
        "from_on": (f"{_SETTLED}/BillingSpecifiedPeriod/StartDateTime",),
        "to_on": (f"{_SETTLED}/BillingSpecifiedPeriod/EndDateTime",),
        "lines_cents": _sum("LineTotalAmount"),
        "allowances_cents": _sum("AllowanceTotalAmount"),
        "charges_cents": _sum("ChargeTotalAmount"),
        "net_cents": _sum("TaxBasisTotalAmount"),
        "tax_cents": _sum("TaxTotalAmount"),
        "total_cents": _sum("GrandTotalAmount"),
        "prepaid_cents": _sum("TotalPrepaidAmount"),
        "rounding_cents": _sum("RoundingAmount"),
        "payable_cents": _sum("DuePayableAmount"),
    },
    places={
        "seller": (f"{_AGREED}/SellerTradeParty",),
        "buyer": (f"{_AGREED}/BuyerTradeParty",),
        "payee": (f"{_SETTLED}/PayeeTradeParty",),
        "lines": (f"{_DEAL}/IncludedSupplyChainTradeLineItem",),
        "reductions": (f"{_SETTLED}/SpecifiedTradeAllowanceCharge",),
        "services": (f"{_SETTLED}/SpecifiedLogisticsServiceCharge",),
        "taxes": (f"{_SETTLED}/ApplicableTradeTax",),
        "means": (f"{_SETTLED}/SpecifiedTradeSettlementPaymentMeans",),
        "preceding": (f"{_SETTLED}/InvoiceReferencedDocument",),
        "notes": (f"{_HEAD}/IncludedNote",),
        "attached": (f"{_AGREED}/AdditionalReferencedDocument",),
        "mandate": (f"{_SETTLED}/SpecifiedTradePaymentTerms/DirectDebitMandateID",),
    },
    party={
        "name": ("Name",),
        "trading_name": ("SpecifiedLegalOrganization/TradingBusinessName",),
        "legal_id": ("SpecifiedLegalOrganization/ID",),
        "ids": ("ID",),
        "global_ids": ("GlobalID",),
        "endpoint": ("URIUniversalCommunication/URIID",),
        "vat_number": ("SpecifiedTaxRegistration/ID[@schemeID=VA]",),
        "tax_number": ("SpecifiedTaxRegistration/ID[@schemeID=FC]",),
        "address": ("PostalTradeAddress/LineOne", "PostalTradeAddress/LineTwo", "PostalTradeAddress/LineThree"),
        "postcode": ("PostalTradeAddress/PostcodeCode",),
        "city": ("PostalTradeAddress/CityName",),
        "country": ("PostalTradeAddress/CountryID",),
        "contact_name": ("DefinedTradeContact/PersonName", "DefinedTradeContact/DepartmentName"),
        "phone": ("DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber",),
        "email": ("DefinedTradeContact/EmailURIUniversalCommunication/URIID",),
    },
    line={
        "id": (f"{_LINE_DOCUMENT}/LineID",),
        "status": (f"{_LINE_DOCUMENT}/LineStatusReasonCode",),
        "note": (f"{_LINE_DOCUMENT}/IncludedNote/Content",),
        "name": (f"{_PRODUCT}/Name",),
        "description": (f"{_PRODUCT}/Description",),
        "item_number": (f"{_PRODUCT}/SellerAssignedID",),
        "buyer_item_number": (f"{_PRODUCT}/BuyerAssignedID",),
        "item_code": (f"{_PRODUCT}/GlobalID",),
        "quantity": (f"{_LINE_DELIVERED}/BilledQuantity", f"{_LINE_DELIVERED}/AgreedQuantity",
                     f"{_LINE_DELIVERED}/RequestedQuantity"),
        "price": (f"{_LINE_AGREED}/NetPriceProductTradePrice/ChargeAmount",),
        "price_quantity": (f"{_LINE_AGREED}/NetPriceProductTradePrice/BasisQuantity",
                           f"{_LINE_AGREED}/GrossPriceProductTradePrice/BasisQuantity"),
        "net": (f"{_LINE_SETTLED}/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
                f"{_LINE_SETTLED}/SpecifiedTradeSettlementMonetarySummation/LineTotalAmount"),
        "category": (f"{_LINE_SETTLED}/ApplicableTradeTax/CategoryCode",),
        "rate": (f"{_LINE_SETTLED}/ApplicableTradeTax/RateApplicablePercent",),
        "order_line": (f"{_LINE_AGREED}/BuyerOrderReferencedDocument/LineID",),
        "from_on": (f"{_LINE_SETTLED}/BillingSpecifiedPeriod/StartDateTime",),
        "to_on": (f"{_LINE_SETTLED}/BillingSpecifiedPeriod/EndDateTime",),
        "reductions": (f"{_LINE_SETTLED}/SpecifiedTradeAllowanceCharge",),
    },
    reduction={
        "charge": ("ChargeIndicator/Indicator", "ChargeIndicator"),
        "amount": ("ActualAmount", "AppliedAmount"),
        "reason": ("Reason", "Description"),
        "code": ("ReasonCode",),
    },
    tax={
        "category": ("CategoryCode",),
        "rate": ("RateApplicablePercent",),
        "basis": ("BasisAmount",),
        "amount": ("CalculatedAmount",),
        "reason": ("ExemptionReason",),
    },
    means={
        "code": ("TypeCode",),
        "text": ("Information",),
        "iban": ("PayeePartyCreditorFinancialAccount/IBANID", "PayeePartyCreditorFinancialAccount/ProprietaryID"),
        "bic": ("PayeeSpecifiedCreditorFinancialInstitution/BICID",),
        "account_name": ("PayeePartyCreditorFinancialAccount/AccountName",),
    },
    attached={
        "name": ("AttachmentBinaryObject@filename", "IssuerAssignedID"),
        "media_type": ("AttachmentBinaryObject@mimeCode",),
        "description": ("Name",),
        "url": ("URIID",),
        "content": ("AttachmentBinaryObject",),
    },
    instalment={
        "terms": (f"{_SETTLED}/SpecifiedTradePaymentTerms",),
        "due_on": ("DueDateDateTime",),
        "amount": ("PartialPaymentAmount",),
    },
    note={"text": ("Content",), "subject": ("SubjectCode",)},
    reference={
        "number": ("IssuerAssignedID", "ID"),
        "on": ("FormattedIssueDateTime", "IssueDateTime"),
    },
    renamed={
        "SpecifiedExchangedDocumentContext": "ExchangedDocumentContext",
        "HeaderExchangedDocument": "ExchangedDocument",
        "SpecifiedSupplyChainTradeTransaction": "SupplyChainTradeTransaction",
        "ApplicableSupplyChainTradeAgreement": "ApplicableHeaderTradeAgreement",
        "ApplicableSupplyChainTradeDelivery": "ApplicableHeaderTradeDelivery",
        "ApplicableSupplyChainTradeSettlement": "ApplicableHeaderTradeSettlement",
        "SpecifiedSupplyChainTradeAgreement": "SpecifiedLineTradeAgreement",
        "SpecifiedSupplyChainTradeDelivery": "SpecifiedLineTradeDelivery",
        "SpecifiedSupplyChainTradeSettlement": "SpecifiedLineTradeSettlement",
        "ApplicablePercent": "RateApplicablePercent",
    },
)  # fmt: skip
