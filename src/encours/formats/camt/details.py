"""One transaction (`TxDtls`) of an entry, taken out of the tree so that the tree can be dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from encours.core.refusals import UnreadableFileError
from encours.formats.bank_text import valid_iban
from encours.formats.camt.amounts import cents

NO_REFERENCE = frozenset({"NOTPROVIDED", "NOTAVAILABLE", "NONREF", "NOT PROVIDED", "NON RENSEIGNE"})

RETURN_FAMILIES = frozenset({"RRTN", "UPDD", "UPCQ", "UPCT", "UDFT", "PRDD", "RCDD", "RPCR", "CQRV", "DDRV"})
"""ISO 20022 bank-transaction sub-families that undo an earlier movement (external code set)."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who stands on one side of a transaction."""

    name: str | None = None
    iban: str | None = None


@dataclass(slots=True)
class Detail:
    """What one transaction says; `amount` is (cents, currency) before any sign, when stated."""

    amount: tuple[int, str] | None = None
    direction: str | None = None
    parties: dict[str, Party] = field(default_factory=dict)
    end_to_end_id: str | None = None
    reference: str | None = None
    own_reference: str | None = None  # the bank's, for this transaction
    other_reference: str | None = None  # the sender's or the clearing's
    return_reason: str | None = None
    wording: str = ""
    information: str = ""
    charges: list[tuple[int, str]] = field(default_factory=list)  # signed cents, currency
    charges_included: bool = False


def squeezed(text: str | None) -> str | None:
    """One line of text without double spaces, None when nothing is left."""
    return " ".join(text.split()) or None if text else None


def first(element: Any, *paths: str) -> str | None:
    """The first text found along paths of local names."""
    for path in paths:
        found = squeezed(element.findtext(path))
        if found:
            return found
    return None


def detail_of(element: Any) -> Detail:
    """Read one `TxDtls`."""
    return Detail(
        amount=_amount(element),
        direction=first(element, "{*}CdtDbtInd"),
        parties=_parties(element.find("{*}RltdPties")),
        end_to_end_id=_end_to_end_id(element),
        reference=first(
            element, "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref", "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}CdtrRef"
        ),
        own_reference=first(element, "{*}Refs/{*}AcctSvcrRef"),
        other_reference=first(element, "{*}Refs/{*}TxId", "{*}Refs/{*}InstrId"),
        return_reason=return_reason(element),
        wording=remittance(element),
        information=first(element, "{*}AddtlTxInf") or "",
        charges=charges_of(element),
        charges_included=charges_included(element),
    )


def return_reason(element: Any) -> str | None:
    """The R-transaction code of an entry or transaction, else the sub-family that says it."""
    told = element.find("{*}RtrInf")
    if told is not None:
        return (
            first(told, "{*}Rsn/{*}Cd", "{*}Rsn/{*}Prtry", "{*}RtrRsn/{*}Cd", "{*}RtrRsn/{*}Prtry") or "RVSL"
        )
    family = first(element, "{*}BkTxCd/{*}Domn/{*}Fmly/{*}SubFmlyCd")
    return family if family in RETURN_FAMILIES else None


def remittance(element: Any) -> str:
    """The free text of a remittance, then the documents that it names."""
    info = element.find("{*}RmtInf")
    if info is None:
        return ""
    texts = [each.text for each in info.findall("{*}Ustrd")]
    for strd in info.findall("{*}Strd"):
        texts += [each.text for each in strd.findall("{*}RfrdDocInf/{*}Nb")]
        texts += [each.text for each in strd.findall("{*}RfrdDocInf/{*}RfrdDocNb")]
        texts += [each.text for each in strd.findall("{*}AddtlRmtInf")]
    return " ".join(filter(None, (squeezed(text) for text in texts)))


def charges_of(element: Any) -> list[tuple[int, str]]:
    """Charges stated on an entry or transaction: signed cents (a charge taken is negative)."""
    found: list[tuple[int, str]] = []
    for charges in element.findall("{*}Chrgs"):
        records = charges.findall("{*}Rcrd") or [charges]
        for record in records:
            amount = record.find("{*}Amt")
            stated = None if amount is None else _stated(amount)
            if stated is None or stated[0] == 0:
                continue
            given_back = first(record, "{*}CdtDbtInd") == "CRDT"
            found.append((stated[0] if given_back else -stated[0], stated[1]))
    return found


def charges_included(element: Any) -> bool:
    """True when the bank says that its charges are inside the amount."""
    flags = [each.text for each in element.iterfind("{*}Chrgs//{*}ChrgInclInd")]
    return bool(flags) and all((flag or "").strip() in {"true", "1"} for flag in flags)


def _amount(element: Any) -> tuple[int, str] | None:
    for path in ("{*}Amt", "{*}AmtDtls/{*}TxAmt/{*}Amt"):
        found = element.find(path)
        if found is not None:
            return _stated(found)
    return None


def _stated(amount: Any) -> tuple[int, str] | None:
    # A detail's amount only helps to split its entry: unreadable, it is as good as not stated.
    try:
        return cents(amount.text, 0), amount.get("Ccy") or ""
    except UnreadableFileError:
        return None


def _end_to_end_id(element: Any) -> str | None:
    found = first(element, "{*}Refs/{*}EndToEndId")
    return None if found is None or found.upper() in NO_REFERENCE else found


def _parties(holder: Any) -> dict[str, Party]:
    if holder is None:
        return {}
    found: dict[str, Party] = {}
    for role in ("Dbtr", "Cdtr", "UltmtDbtr", "UltmtCdtr"):
        at = f"{{*}}{role}"
        name = first(
            holder, f"{at}/{{*}}Nm", f"{at}/{{*}}Pty/{{*}}Nm", f"{at}/{{*}}Agt/{{*}}FinInstnId/{{*}}Nm"
        )
        account = f"{at}Acct/{{*}}Id"
        number = first(holder, f"{account}/{{*}}IBAN", f"{account}/{{*}}Othr/{{*}}Id")
        iban = valid_iban(number)
        if name or iban:
            found[role] = Party(name, iban)
    return found
