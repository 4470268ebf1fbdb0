"""Electronic invoices for `bench einvoices`: Factur-X XML of ten lines each, of an invented company.

python -c "import big_invoices; big_invoices.invoices(Path('folder'), 100)"
"""

from __future__ import annotations

from pathlib import Path

SELLER = "Banc d'essai"
_LINES = 10
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
 xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
 xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<rsm:ExchangedDocumentContext><ram:GuidelineSpecifiedDocumentContextParameter>
<ram:ID>urn:cen.eu:en16931:2017</ram:ID></ram:GuidelineSpecifiedDocumentContextParameter></rsm:ExchangedDocumentContext>
"""


def invoices(folder: Path, count: int) -> int:
    """Write so many invoices into a folder; returns their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    return sum((folder / f"{rank:06d}.xml").write_bytes(_invoice(rank)) for rank in range(count))


def _invoice(rank: int) -> bytes:
    cents = [10_00 + (rank * 7 + line * 13) % 90_00 for line in range(_LINES)]
    net = sum(cents)
    tax = (net * 20 + 50) // 100
    siren = f"{500_000_000 + rank % 997:09d}"
    lines = "".join(_line(line, each) for line, each in enumerate(cents, start=1))
    return (
        f"{_HEAD}<rsm:ExchangedDocument><ram:ID>F-2026-{rank:06d}</ram:ID><ram:TypeCode>380</ram:TypeCode>"
        '<ram:IssueDateTime><udt:DateTimeString format="102">20260302</udt:DateTimeString></ram:IssueDateTime>'
        "<ram:IncludedNote><ram:Content>Indemnité forfaitaire pour frais de recouvrement : 40 euros.</ram:Content>"
        "<ram:SubjectCode>PMT</ram:SubjectCode></ram:IncludedNote></rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{lines}<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>"
        f"{SELLER}</ram:Name></ram:SellerTradeParty><ram:BuyerTradeParty><ram:Name>Client {siren}</ram:Name>"
        f'<ram:SpecifiedLegalOrganization><ram:ID schemeID="0002">{siren}</ram:ID></ram:SpecifiedLegalOrganization>'
        "</ram:BuyerTradeParty></ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeDelivery/>"
        "<ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"
        f"<ram:ApplicableTradeTax><ram:CalculatedAmount>{_euros(tax)}</ram:CalculatedAmount><ram:TypeCode>VAT"
        f"</ram:TypeCode><ram:BasisAmount>{_euros(net)}</ram:BasisAmount><ram:CategoryCode>S</ram:CategoryCode>"
        "<ram:RateApplicablePercent>20.00</ram:RateApplicablePercent></ram:ApplicableTradeTax>"
        "<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        '<udt:DateTimeString format="102">20260401</udt:DateTimeString></ram:DueDateDateTime>'
        "</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradeSettlementHeaderMonetarySummation>"
        f"<ram:LineTotalAmount>{_euros(net)}</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{_euros(net)}"
        f'</ram:TaxBasisTotalAmount><ram:TaxTotalAmount currencyID="EUR">{_euros(tax)}</ram:TaxTotalAmount>'
        f"<ram:GrandTotalAmount>{_euros(net + tax)}</ram:GrandTotalAmount>"
        f"<ram:DuePayableAmount>{_euros(net + tax)}</ram:DuePayableAmount>"
        "</ram:SpecifiedTradeSettlementHeaderMonetarySummation></ram:ApplicableHeaderTradeSettlement>"
        "</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    ).encode()


def _line(rank: int, cents: int) -> str:
    return (
        f"<ram:IncludedSupplyChainTradeLineItem><ram:AssociatedDocumentLineDocument><ram:LineID>{rank}</ram:LineID>"
        f"</ram:AssociatedDocumentLineDocument><ram:SpecifiedTradeProduct><ram:SellerAssignedID>A{rank}"
        f"</ram:SellerAssignedID><ram:Name>Article {rank}</ram:Name></ram:SpecifiedTradeProduct>"
        "<ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>"
        f"{_euros(cents)}</ram:ChargeAmount></ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>"
        '<ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">1</ram:BilledQuantity>'
        "</ram:SpecifiedLineTradeDelivery><ram:SpecifiedLineTradeSettlement><ram:ApplicableTradeTax><ram:TypeCode>VAT"
        "</ram:TypeCode><ram:CategoryCode>S</ram:CategoryCode><ram:RateApplicablePercent>20.00"
        "</ram:RateApplicablePercent></ram:ApplicableTradeTax><ram:SpecifiedTradeSettlementLineMonetarySummation>"
        f"<ram:LineTotalAmount>{_euros(cents)}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>"
        "</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>"
    )


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
