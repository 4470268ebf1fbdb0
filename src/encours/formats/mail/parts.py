"""The tree of a mail, bounded: its size, the depth and number of its parts; its headers in plain words.

Read with the `compat32` policy: the newer one parses a header when it is read, and fails on hostile ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from encours.core.refusals import UnreadableFileError
from encours.formats.mail.plain import shown

LARGEST = 30 * 1024 * 1024
_DEEPEST, _MOST_PARTS, _LONGEST_HEADER = 12, 300, 4_000
_BAD = (LookupError, ValueError, TypeError, AttributeError, HeaderParseError, RecursionError, AssertionError)
_OPENING = re.compile(rb"boundary[ \t]*=|message/rfc822", re.IGNORECASE)

Part = Message


def parsed(content: bytes) -> Part:
    """The mail of these bytes.

    Raises
        UnreadableFileError: `too_large`, `too_many_parts`, `too_deep` or `not_a_mail`.
    """
    if len(content) > LARGEST:
        raise UnreadableFileError(
            "too_large",
            "Le message dépasse 30 Mo.",
            "Demandez les pièces jointes par un autre moyen, ou déposez-les dans le dossier du client.",
        )
    if len(_OPENING.findall(content)) > _MOST_PARTS:
        raise _refused("too_many_parts", "Le message a trop de parties pour être lu sans risque.")
    try:
        mail = BytesParser(policy=policy.compat32).parsebytes(_without_mbox_line(content))
    except (*_BAD, UnicodeError) as error:
        raise _refused("too_deep", "La structure du message ne peut pas être lue.") from error
    if not mail.keys():
        raise _refused("not_a_mail", "Le fichier n’a aucun en-tête de message.")
    return mail


def _refused(rule: str, sentence: str) -> UnreadableFileError:
    return UnreadableFileError(rule, sentence, "Ouvrez-le dans votre messagerie, et transférez-en le texte.")


def _without_mbox_line(content: bytes) -> bytes:
    content = content.lstrip(b"\r\n")
    return content.partition(b"\n")[2] if content.startswith(b"From ") else content


def walked(part: Part, depth: int = 0) -> Iterator[tuple[Part, int]]:
    """Every part with its depth, outermost first.

    Raises
        UnreadableFileError: `too_deep`.
    """
    if depth > _DEEPEST:
        raise _refused("too_deep", "Le message emboîte trop de messages les uns dans les autres.")
    yield part, depth
    if part.is_multipart():
        for inner in part.get_payload():
            if isinstance(inner, Message):
                yield from walked(inner, depth + 1)


def header(part: Part, name: str) -> str:
    """A header in plain words on one line, "" without it; what cannot be decoded is shown as it came."""
    raw = part.get(name)
    return "" if raw is None else " ".join(_decoded(str(raw)[:_LONGEST_HEADER]).split())


def every(part: Part, name: str) -> list[str]:
    """All the headers of that name."""
    return [" ".join(_decoded(str(raw)[:_LONGEST_HEADER]).split()) for raw in part.get_all(name, [])]


def _decoded(raw: str) -> str:
    try:
        pieces = decode_header(raw)
    except _BAD:
        return shown(raw)
    return "".join(_piece(words, charset) for words, charset in pieces)


def _piece(words: bytes | str, charset: str | None) -> str:
    if isinstance(words, str):
        return shown(words)
    return decoded(words, charset or "utf-8")


def decoded(content: bytes, charset: str) -> str:
    """Bytes in a charset that may be wrong or unknown: then UTF-8, then what every byte has a sign in."""
    for each in (charset, "utf-8"):
        try:
            return shown(content.decode(each))
        except (LookupError, ValueError):
            continue
    return shown(content.decode("cp1252", "replace"))


def addresses(part: Part, *names: str) -> list[tuple[str, str]]:
    """Names and addresses of the headers of these names, addresses in lower case."""
    raw = [shown(str(value)[:_LONGEST_HEADER]) for name in names for value in part.get_all(name, [])]
    try:
        found = getaddresses(raw)
    except _BAD:
        return []
    return [(_decoded(words), address.lower()) for words, address in found if "@" in address]


def content_of(part: Part) -> bytes:
    """The bytes of a leaf, its transfer encoding undone."""
    try:
        content = part.get_payload(decode=True)
    except (*_BAD, UnicodeError):
        content = None
    return content if isinstance(content, bytes) else b""


def file_name(part: Part) -> str:
    """The name under which a part was attached, "" without one."""
    try:
        return " ".join(_decoded(part.get_filename() or "").split())[:200]
    except _BAD:
        return ""


def charset_of(part: Part) -> str:
    """The charset that a part says it is written in."""
    try:
        return part.get_content_charset() or "utf-8"
    except _BAD:
        return "utf-8"


def parameter(part: Part, name: str) -> str:
    """A parameter of the content type."""
    try:
        told = part.get_param(name)
    except _BAD:
        return ""
    return told.lower() if isinstance(told, str) else ""
