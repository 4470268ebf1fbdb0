"""What `:86:` says: German sub-fields (?20 to ?63), slash codes (/EREF/ /REMI/), or words alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from encours.formats.bank_lines import reference, told
from encours.formats.bank_text import valid_iban

_GERMAN: Final = re.compile(r"(?P<code>[0-9]{3})(?P<mark>[?>])(?=[0-9]{2})")
_PURPOSE: Final = frozenset([*(str(number) for number in range(20, 30)), "60", "61", "62", "63"])
_FULL: Final = 27  # characters of a sub-field: a shorter one ends a word
_TAGS: Final = re.compile(r"\b(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|IBAN|BIC|MTLG)[+:] ?")
_SLASHED: Final = re.compile(
    r"/(TRTP|TRCD|EREF|KREF|PREF|MARF|CSID|ISDT|BENM|ORDP|NAME|IBAN|BIC|CNTP|REMI|RTRN|ULTD|ULTC|ULTB|CREF|ADDR|"
    r"CDTRREF|PURP|SVCL|OAMT|CHGS|OCMT|EXCH)/"
)
_LABELLED: Final = re.compile(r"\b(?:REK|IBAN)[:. ]+([A-Z]{2}[0-9]{2}[A-Z0-9]{10,30})")
_NAMED: Final = re.compile(r"\bNAAM[:.] ?([^/]{2,70})")
_WRAPPED: Final = 65  # characters of a line of `:86:`: a full one goes on without a space
_RETURNS: Final = frozenset({"108", "109", "159"})  # German codes of what comes back
_ULTIMATE: Final = ("ULTD", "ULTC", "ULTB")


@dataclass(frozen=True, slots=True)
class Narrative:
    """What was understood; the words are always there."""

    wording: str = ""
    counterparty: str | None = None
    iban: str | None = None
    end_to_end_id: str | None = None
    reference: str | None = None
    return_reason: str | None = None
    ultimate: str | None = None


def narrative_of(texts: list[str]) -> Narrative:
    """Read the `:86:` of one movement, several where the bank repeats the field."""
    text = " ".join(filter(None, map(unwrapped, texts)))
    german = _GERMAN.match(text)
    if german is not None:
        return _german(german["code"], text[german.end("code") :], german["mark"])
    if len(_SLASHED.findall(text)) > 1:
        return _slashed(text)
    iban, name = _LABELLED.search(text), _NAMED.search(text)
    return Narrative(
        wording=told(text) or "",
        counterparty=told(name[1], 200) if name else None,
        iban=valid_iban(iban[1]) if iban else None,
    )


def unwrapped(text: str) -> str:
    """Lines put together again: a full line was cut anywhere, a shorter one ends where its words end."""
    parts = text.split("\n")
    joined = [
        part if len(part) >= _WRAPPED or re.match(r"[?>][0-9]{2}", following) else f"{part} "
        for part, following in zip(parts, [*parts[1:], ""], strict=True)
    ]
    return "".join(joined).strip()


def _german(code: str, text: str, mark: str) -> Narrative:
    fields: dict[str, str] = {}
    purpose = ""
    for number, said in re.findall(rf"[{mark}]([0-9]{{2}})([^{mark}]*)", text):
        if number in _PURPOSE:
            purpose += said if len(said) >= _FULL else f"{said} "
        else:
            fields.setdefault(number, said)
    tags = _tagged(purpose)
    returned = code if code in _RETURNS else None
    return Narrative(
        wording=told(" ".join([fields.get("00", ""), *(tags.get(tag, "") for tag in ("", "SVWZ", "MTLG"))]))
        or "",
        counterparty=told(_joined(fields.get("32", ""), fields.get("33", "")), 200),
        iban=valid_iban(fields.get("31") or fields.get("38") or tags.get("IBAN")),
        end_to_end_id=reference(tags.get("EREF")),
        return_reason=f"gvc_{returned}" if returned else None,
        ultimate=told(tags.get("ABWA") or tags.get("ABWE"), 200),
    )


def _joined(first: str, second: str) -> str:
    return first + second if len(first) >= _FULL else f"{first} {second}"


def _tagged(purpose: str) -> dict[str, str]:
    """The SEPA tags of a purpose; under the empty name what stands before the first."""
    parts = _TAGS.split(purpose)
    found = {"": parts[0]}
    for tag, said in zip(parts[1::2], parts[2::2], strict=True):
        found.setdefault(tag, said.strip())
    return found


def _slashed(text: str) -> Narrative:
    parts = _SLASHED.split(text)
    found: dict[str, str] = {}
    for tag, said in zip(parts[1::2], parts[2::2], strict=True):
        found[tag] = " ".join(filter(None, [found.get(tag), said.strip("/ ")]))
    account, _, name = found.get("CNTP", "").partition("/")
    remitted = re.sub(r"^(?:USTD//?|STRD/CUR/)", "", found.get("REMI", ""))
    structured = (
        remitted if found.get("REMI", "").startswith("STRD/") else found.get("CDTRREF") or found.get("CREF")
    )
    return Narrative(
        wording=told(remitted) or told(text) or "",
        counterparty=told(found.get("NAME") or name.rpartition("/")[2] or name, 200),
        iban=valid_iban(found.get("IBAN") or account),
        end_to_end_id=reference(found.get("EREF")),
        reference=reference(structured),
        return_reason=told(found.get("RTRN"), 20),
        ultimate=told(next((found[tag] for tag in _ULTIMATE if tag in found), None), 200),
    )
