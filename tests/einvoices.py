"""Electronic invoices written for tests: the same facts in CII and in UBL, and the same in a PDF."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

EN16931 = "urn:cen.eu:en16931:2017"


@dataclass(frozen=True)
class Sold:
    """One line: name, quantity, unit price, net."""

    name: str = "Vis"
    quantity: str = "10"
    price: str = "10.00"
    net: str = "100.00"


@dataclass(frozen=True)
class Told:
    """What the document says; sums follow from the lines unless one is given."""

    number: str = "F-2026-001"
    type_code: str = "380"
    issued: str = "2026-03-02"
    due: str = "2026-04-01"
    seller: str = "Vauban Industrie"
    seller_siren: str = "732829320"
    buyer: str = "Garage Martin"
    buyer_siren: str = "552100554"
    buyer_vat: str = "FR47552100554"
    buyer_id: str = ""
    po_number: str = "BC-77"
    lines: tuple[Sold, ...] = (Sold(),)
    allowance: str = "0.00"
    charge: str = "0.00"
    prepaid: str = "0.00"
    rounding: str = "0.00"
    preceding: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = (("PMT", "Indemnité forfaitaire de 40 euros"),)
    currency: str = "EUR"
    sums: dict[str, str] = field(default_factory=dict)

    def sum_of(self, name: str) -> str:
        """A sum as printed."""
        return self.sums.get(name, str(self._sums()[name]))

    def _sums(self) -> dict[str, Decimal]:
        lines = sum((Decimal(line.net) for line in self.lines), Decimal(0))
        net = lines - Decimal(self.allowance) + Decimal(self.charge)
        tax = (net * Decimal("0.2")).quantize(Decimal("0.01"))
        total = net + tax
        payable = total - Decimal(self.prepaid) + Decimal(self.rounding)
        return {"lines": lines, "net": net, "tax": tax, "total": total, "payable": payable}


def cii(told: Told = Told(), profile: str = EN16931) -> bytes:
    """The document in CII (Factur-X)."""
    lines = "".join(
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{rank}</ram:LineID>"
        f"</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:Name>{escape(line.name)}</ram:Name>"
        "</ram:SpecifiedTradeProduct><ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>"
        f"{line.price}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        f'<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">{line.quantity}</ram:BilledQuantity>'
        "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT"
        "</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>20.00"
        "</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{line.net}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
        for rank, line in enumerate(told.lines, start=1)
    )
    notes = "".join(
        f"<ram:IncludedNote><ram:Content>{escape(words)}</ram:Content><ram:SubjectCode>{subject}</ram:SubjectCode>"
        "</ram:IncludedNote>"
        for subject, words in told.notes
    )
    preceding = "".join(
        f"<ram:InvoiceReferencedDocument><ram:IssuerAssignedID>{escape(number)}</ram:IssuerAssignedID>"
        "</ram:InvoiceReferencedDocument>"
        for number in told.preceding
    )
    due = (
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        f'<udt:DateTimeString format="102">{told.due.replace("-", "")}</udt:DateTimeString>'
        "</ram:DueDateDateTime></ram:SpecifiedTradePaymentTerms>"
        if told.due
        else ""
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
        'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
        'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">'
        "<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>"
        f"<ram:ID>{profile}</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>"
        f"<rsm:ExchangedDocument><ram:ID>{escape(told.number)}</ram:ID><ram:TypeCode>{told.type_code}</ram:TypeCode>"
        f'<ram:IssueDateTime><udt:DateTimeString format="102">{told.issued.replace("-", "")}</udt:DateTimeString>'
        f"</ram:IssueDateTime>{notes}</rsm:ExchangedDocument><rsm:SupplyChainTradeTransaction>{lines}"
        f"<ram:ApplicableHeaderTradeAgreement>{_cii_party('Seller', told.seller, told.seller_siren)}"
        f"{_cii_party('Buyer', told.buyer, told.buyer_siren, told.buyer_vat, told.buyer_id)}"
        f"<ram:BuyerOrderReferencedDocument><ram:IssuerAssignedID>{told.po_number}</ram:IssuerAssignedID>"
        "</ram:BuyerOrderReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
        "<ram:ApplicableHeaderTradeDelivery/><ram:ApplicableHeaderTradeSettlement>"
        f"<ram:PaymentReference>{escape(told.number)}</ram:PaymentReference>"
        f"<ram:InvoiceCurrencyCode>{told.currency}</ram:InvoiceCurrencyCode>"
        "<ram:SpecifiedTradeSettlementPaymentMeans><ram:TypeCode>30</ram:TypeCode>"
        "<ram:PayeePartyCreditorFinancialAccount><ram:IBANID>FR7630006000011234567890189</ram:IBANID>"
        "</ram:PayeePartyCreditorFinancialAccount></ram:SpecifiedTradeSettlementPaymentMeans>"
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{told.sum_of('tax')}</ram:CalculatedAmount>"
        f"<ram:TypeCode>VAT</ram:TypeCode><ram:BasisAmount>{told.sum_of('net')}</ram:BasisAmount><ram:CategoryCode>S"
        "</ram:CategoryCode><ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        f"{due}<ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{told.sum_of('lines')}</ram:LineTotalAmount>"
        f"<ram:ChargeTotalAmount>{told.charge}</ram:ChargeTotalAmount>"
        f"<ram:AllowanceTotalAmount>{told.allowance}</ram:AllowanceTotalAmount>"
        f"<ram:TaxBasisTotalAmount>{told.sum_of('net')}</ram:TaxBasisTotalAmount>"
        f'<ram:TaxTotalAmount currencyID="{told.currency}">{told.sum_of("tax")}</ram:TaxTotalAmount>'
        f"<ram:RoundingAmount>{told.rounding}</ram:RoundingAmount>"
        f"<ram:GrandTotalAmount>{told.sum_of('total')}</ram:GrandTotalAmount>"
        f"<ram:TotalPrepaidAmount>{told.prepaid}</ram:TotalPrepaidAmount>"
        f"<ram:DuePayableAmount>{told.sum_of('payable')}</ram:DuePayableAmount>"
        f"</ram:SpecifiedTradeSettlementHeaderMonetarySummation>{preceding}</ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def _cii_party(role: str, name: str, siren: str, vat: str = "", own_id: str = "") -> str:
    given = f"<ram:ID>{escape(own_id)}</ram:ID>" if own_id else ""
    legal = (
        f'<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{siren}</ram:ID></ram:SpecifiedLegalOrganization>'
        if siren
        else ""
    )
    tax = (
        f'<ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">{vat}</ram:ID></ram:SpecifiedTaxRegistration>'
        if vat
        else ""
    )
    return (
        f"<ram:{role}TradeParty>{given}<ram:Name>{escape(name)}</ram:Name>{legal}<ram:PostalTradeAddress>"
        "<ram:PostcodeCode>59000</ram:PostcodeCode><ram:LineOne>1 rue des Lilas</ram:LineOne><ram:CityName>Lille"
        f"</ram:CityName><ram:CountryID>FR</ram:CountryID></ram:PostalTradeAddress>{tax}</ram:{role}TradeParty>"
    )


def ubl(told: Told = Told(), profile: str = EN16931) -> bytes:
    """The document in UBL 2.1."""
    credit = told.type_code == "381"
    name, line_name, quantity = (
        ("CreditNote", "CreditNoteLine", "CreditedQuantity")
        if credit
        else ("Invoice", "InvoiceLine", "InvoicedQuantity")
    )
    money: Any = f'currencyID="{told.currency}"'
    lines = "".join(
        f"<cac:{line_name}><cbc:ID>{rank}</cbc:ID><cbc:{quantity} "
        f'unitCode="C62">{line.quantity}</cbc:{quantity}><cbc:LineExtensionAmount {money}>{line.net}'
        f"</cbc:LineExtensionAmount><cac:Item><cbc:Name>{escape(line.name)}</cbc:Name><cac:ClassifiedTaxCategory>"
        "<cbc:ID>S</cbc:ID><cbc:Percent>20.00</cbc:Percent></cac:ClassifiedTaxCategory></cac:Item><cac:Price>"
        f"<cbc:PriceAmount {money}>{line.price}</cbc:PriceAmount></cac:Price></cac:{line_name}>"
        for rank, line in enumerate(told.lines, start=1)
    )
    notes = "".join(f"<cbc:Note>#{subject}#{escape(words)}</cbc:Note>" for subject, words in told.notes)
    preceding = "".join(
        f"<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>{escape(number)}</cbc:ID>"
        "</cac:InvoiceDocumentReference></cac:BillingReference>"
        for number in told.preceding
    )
    due = f"<cbc:DueDate>{told.due}</cbc:DueDate>" if told.due and not credit else ""
    late = f"<cbc:PaymentDueDate>{told.due}</cbc:PaymentDueDate>" if told.due and credit else ""
    sums = "".join(
        f"<cbc:{tag} {money}>{value}</cbc:{tag}>"
        for tag, value in (
            ("LineExtensionAmount", told.sum_of("lines")),
            ("TaxExclusiveAmount", told.sum_of("net")),
            ("TaxInclusiveAmount", told.sum_of("total")),
            ("AllowanceTotalAmount", told.allowance),
            ("ChargeTotalAmount", told.charge),
            ("PrepaidAmount", told.prepaid),
            ("PayableRoundingAmount", told.rounding),
            ("PayableAmount", told.sum_of("payable")),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{name} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{name}-2" '
        'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
        'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        f"<cbc:CustomizationID>{profile}</cbc:CustomizationID><cbc:ID>{escape(told.number)}</cbc:ID>"
        f"<cbc:IssueDate>{told.issued}</cbc:IssueDate>{due}"
        f"<cbc:{name}TypeCode>{told.type_code}</cbc:{name}TypeCode>{notes}"
        f"<cbc:DocumentCurrencyCode>{told.currency}</cbc:DocumentCurrencyCode>"
        f"<cac:OrderReference><cbc:ID>{told.po_number}</cbc:ID></cac:OrderReference>{preceding}"
        f"<cac:AccountingSupplierParty>{_ubl_party(told.seller, told.seller_siren)}</cac:AccountingSupplierParty>"
        f"<cac:AccountingCustomerParty>{_ubl_party(told.buyer, told.buyer_siren, told.buyer_vat, told.buyer_id)}"
        "</cac:AccountingCustomerParty><cac:PaymentMeans><cbc:PaymentMeansCode>30</cbc:PaymentMeansCode>"
        f"{late}<cbc:PaymentID>{escape(told.number)}</cbc:PaymentID><cac:PayeeFinancialAccount>"
        "<cbc:ID>FR7630006000011234567890189</cbc:ID></cac:PayeeFinancialAccount></cac:PaymentMeans>"
        f"<cac:TaxTotal><cbc:TaxAmount {money}>{told.sum_of('tax')}</cbc:TaxAmount><cac:TaxSubtotal>"
        f"<cbc:TaxableAmount {money}>{told.sum_of('net')}</cbc:TaxableAmount>"
        f"<cbc:TaxAmount {money}>{told.sum_of('tax')}</cbc:TaxAmount><cac:TaxCategory><cbc:ID>S</cbc:ID>"
        "<cbc:Percent>20.00</cbc:Percent></cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
        f"<cac:LegalMonetaryTotal>{sums}</cac:LegalMonetaryTotal>{lines}</{name}>"
    ).encode()


def _ubl_party(name: str, siren: str, vat: str = "", own_id: str = "") -> str:
    given = (
        f"<cac:PartyIdentification><cbc:ID>{escape(own_id)}</cbc:ID></cac:PartyIdentification>"
        if own_id
        else ""
    )
    tax = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{vat}</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
        "</cac:PartyTaxScheme>"
        if vat
        else ""
    )
    legal = f'<cbc:CompanyID schemeID="0002">{siren}</cbc:CompanyID>' if siren else ""
    return (
        f"<cac:Party>{given}<cac:PostalAddress><cbc:StreetName>1 rue des Lilas</cbc:StreetName><cbc:CityName>Lille"
        "</cbc:CityName><cbc:PostalZone>59000</cbc:PostalZone><cac:Country><cbc:IdentificationCode>FR"
        f"</cbc:IdentificationCode></cac:Country></cac:PostalAddress>{tax}<cac:PartyLegalEntity>"
        f"<cbc:RegistrationName>{escape(name)}</cbc:RegistrationName>{legal}</cac:PartyLegalEntity></cac:Party>"
    )


def pdf(xml: bytes | None, name: str = "factur-x.xml", *, script: str = "") -> bytes:
    """A PDF of one blank page that carries `xml`; `script` is what it would run."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if xml is not None:
        writer.add_attachment(name, xml)
    if script:
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        )
        writer.root_object[NameObject("/OpenAction")] = action
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
