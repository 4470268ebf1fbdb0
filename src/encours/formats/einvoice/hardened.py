"""Hostile XML: bounded, without entities, external files or a document type."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from encours.core.refusals import UnreadableFileError
from encours.formats.hostile_xml import HARDENED, broken, refuse_doctype

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_TAGS: Final = 1_000_000


def root_of(content: bytes) -> Any:
    """The root element.

    Raises UnreadableFileError: `file_too_large`, `element_too_large`, `xml_doctype`, `broken_xml`.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableFileError(
            "file_too_large",
            "La facture dépasse 32 Mo.",
            "Demandez-la sans ses pièces jointes, ou déposez celles-ci à part.",
        )
    if content.count(b"<") > MOST_TAGS:
        raise UnreadableFileError(
            "element_too_large",
            "Le fichier a plus d’un million de balises : ce n’est pas une facture.",
            "Demandez le fichier d’origine à qui l’a émis.",
        )
    try:
        root = etree.fromstring(_opening(content), etree.XMLParser(**HARDENED))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(
            error, "Demandez le fichier d’origine à qui l’a émis : sans lui en entier, rien n’est enregistré."
        ) from None
    refuse_doctype(
        root,
        "Le fichier contient une déclaration DOCTYPE, qu’aucune facture électronique n’emploie.",
        "Demandez le fichier d’origine à qui l’a émis ; celui-ci peut être malveillant.",
    )
    return root


def _opening(content: bytes) -> bytes:
    """Some senders put a mark or blank lines before the declaration, where XML wants nothing."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content
    return content.removeprefix(b"\xef\xbb\xbf").lstrip()
