"""Parties, lines, allowances and attachments of a document."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator

from encours.core.einvoice.documents import Attached, Identifier, Line, Party, Reduction
from encours.core.einvoice.parties import compact, registration
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.nodes import Node, every, one, text
from encours.formats.einvoice.syntax import Syntax
from encours.formats.einvoice.values import cents, day, micros, price_micros, rate_ppm

MOST_LINES = 20_000
_GROUPING = frozenset(
    {"GROUP", "INFORMATION"}
)  # of an extended profile: their amounts are those of other lines


def party_of(node: Node, syntax: Syntax) -> Party:
    """A party with its identifiers."""
    paths = syntax.party
    legal, endpoint = one(node, *paths["legal_id"]), one(node, *paths["endpoint"])
    ids = tuple(_identifiers([*every(node, *paths["ids"]), *every(node, *paths["global_ids"])]))
    legal_id = next(_identifiers([legal] if legal else []), None)
    reached = next(_identifiers([endpoint] if endpoint else []), None)
    vat_number = compact(text(node, *paths["vat_number"]))
    siren, siret = registration(vat_number, (legal_id, *ids, reached))
    return Party(
        name=text(node, *paths["name"]),
        trading_name=text(node, *paths["trading_name"]),
        siren=siren,
        siret=siret,
        vat_number=vat_number,
        tax_number=text(node, *paths["tax_number"]),
        legal_id=legal_id,
        ids=ids,
        endpoint=reached,
        address=", ".join(filter(None, (text(node, path) for path in paths["address"]))),
        postcode=text(node, *paths["postcode"]),
        city=text(node, *paths["city"]),
        country=text(node, *paths["country"]).upper(),
        contact_name=text(node, *paths["contact_name"]),
        phone=text(node, *paths["phone"]),
        email=text(node, *paths["email"]),
    )


def _identifiers(nodes: Iterable[Node]) -> Iterator[Identifier]:
    return (
        Identifier(" ".join(node.text.split()), _scheme(node.attributes.get("schemeID", "")))
        for node in nodes
        if node.text
    )


def _scheme(told: str) -> str:
    """The list of an identifier; `FR:SIRENE` and `FR:SIRET` are how older documents name two of them."""
    return {"FR:SIRENE": "0002", "FR:SIRET": "0009"}.get(told, told)


def lines_of(root: Node, syntax: Syntax) -> tuple[Line, ...]:
    """The lines; raises UnreadableFileError `too_many_lines`."""
    nodes = every(root, *syntax.places["lines"])
    if len(nodes) > MOST_LINES:
        raise UnreadableFileError(
            "too_many_lines",
            f"Le document a plus de {MOST_LINES} lignes.",
            "Demandez à qui l’a émis de le scinder.",
        )
    return tuple(_line(node, syntax) for node in nodes)


def _line(node: Node, syntax: Syntax) -> Line:
    paths = syntax.line
    quantity = one(node, *paths["quantity"])
    return Line(
        id=text(node, *paths["id"]),
        name=text(node, *paths["name"]),
        description=text(node, *paths["description"]),
        item_number=text(node, *paths["item_number"]),
        buyer_item_number=text(node, *paths["buyer_item_number"]),
        item_code=text(node, *paths["item_code"]),
        quantity_micros=micros(quantity),
        unit=quantity.attributes.get("unitCode", "") if quantity else "",
        price_micros=price_micros(one(node, *paths["price"]), one(node, *paths["price_quantity"])),
        net_cents=cents(one(node, *paths["net"])),
        category=text(node, *paths["category"]),
        rate_ppm=rate_ppm(one(node, *paths["rate"])),
        order_line=text(node, *paths["order_line"]),
        note=text(node, *paths["note"]),
        from_on=day(one(node, *paths["from_on"])),
        to_on=day(one(node, *paths["to_on"])),
        reductions=tuple(reductions_of(every(node, *paths["reductions"]), syntax)),
        counts=text(node, *paths["status"]).upper() not in _GROUPING,
    )


def reductions_of(nodes: Iterable[Node], syntax: Syntax) -> Iterable[Reduction]:
    """Allowances and charges of a document or of a line."""
    paths = syntax.reduction
    return (
        Reduction(
            amount_cents=cents(one(node, *paths["amount"])) or 0,
            charge=text(node, *paths["charge"]).lower() in {"true", "1"},
            reason=text(node, *paths["reason"]),
            code=text(node, *paths["code"]),
        )
        for node in nodes
    )


def attached_of(root: Node, syntax: Syntax) -> tuple[Attached, ...]:
    """Documents that come inside the XML, or that it names by their address."""
    paths, found = syntax.attached, []
    for node in every(root, *syntax.places["attached"]):
        inside, url = one(node, *paths["content"]), text(node, *paths["url"])
        if inside is None and not url:
            continue  # a reference to an object or a tender, not a document
        found.append(
            Attached(
                name=text(node, *paths["name"]),
                media_type=text(node, *paths["media_type"]),
                description=text(node, *paths["description"]),
                url=url,
                content=_decoded(inside),
            )
        )
    return tuple(found)


def _decoded(node: Node | None) -> bytes:
    if node is None:
        return b""
    try:
        return base64.b64decode("".join(node.text.split()), validate=True)
    except (binascii.Error, ValueError):
        raise UnreadableFileError(
            "unreadable_attachment",
            f"Ligne {node.line} : une pièce jointe du document n’est pas en base 64.",
            "Demandez le fichier d’origine à qui l’a émis, sans retouche.",
            line=node.line,
        ) from None
