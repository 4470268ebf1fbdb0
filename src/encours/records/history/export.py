"""A customer's case as a court expert receives it: leaves, proofs, roots, facts, documents, verifier.

Nothing of another customer is in it: leaves are the customer's own and the heads of their entries, which by
construction say nothing of one customer (DESIGN §2.9); other leaves are present by digest alone, in proofs.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

import polars as pl
from django.apps import apps
from django.db import connection

from encours.core.evidence import canonical, plain
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.documents.models import KeptFile
from encours.records.frames.doorway import fetch
from encours.records.history.keys import key_id, public_hex, signed, signing_key
from encours.records.history.models import Leaf, Root
from encours.records.history.moved import as_sealed, family
from encours.records.history.sealed import SEALED
from encours.records.history.sealed_fact import SealedFact, customer_column
from encours.records.messages.models import Delivery
from encours.records.parties.models import Customer

_COPIED_FROM = "# --- copied from here ---\n"
_CURVE_IMPORT = "from encours.records.history.curve import is_signed\n"


class UnsealedCaseError(Exception):
    """Nothing of this customer was sealed yet: there is nothing to prove."""


@dataclass(frozen=True, slots=True)
class Facts:
    """The sealed rows of one kind that one entry wrote for the customer, or for one that is merged with it."""

    label: str
    entry: int
    customer: int
    columns: tuple[str, ...]
    rows: list[list[Any]]
    version: int  # of the list of columns that the leaf was made by

    def named(self) -> Iterator[dict[str, Any]]:
        """Give each row by its columns' names."""
        for row in self.rows:
            yield dict(zip(self.columns, row, strict=True))


@dataclass
class Case:
    """All that the history holds of one customer, up to the last signed root."""

    customer: Customer
    roots: list[Root]
    leaves: list[Leaf]
    paths: dict[int, list[str]]
    facts: list[Facts]
    also: list[int] = field(
        default_factory=list
    )  # customers merged with it: what was sealed under their own account
    documents: dict[str, KeptFile] = field(default_factory=dict)

    def rows(self, label: str) -> list[dict[str, Any]]:
        """Every row of one kind, the latest of each key last."""
        return [row for facts in self.facts if facts.label == label for row in facts.named()]


def case_of(customer: Customer) -> Case:
    """Gather a customer's case from the history sealed so far.

    Raises
        UnsealedCaseError: nothing of this customer was sealed yet.
    """
    roots = list(Root.objects.filter(creditor_id=customer.creditor_id).order_by("size"))
    size = roots[-1].size if roots else 0
    sealed = Leaf.objects.filter(creditor_id=customer.creditor_id, position__lt=size)
    together = family(customer.creditor_id, customer.pk)
    own = sealed.filter(customer_id__in=together)
    if not own.exists():
        raise UnsealedCaseError(customer.account)
    heads = sealed.filter(customer_id__isnull=True, entry_id__in=own.values("entry_id"))
    leaves = sorted([*own, *heads], key=lambda leaf: leaf.position or 0)
    digests = list(sealed.order_by("position").values_list("digest", flat=True))
    readable = {
        (leaf.entry_id, leaf.customer_id): json.loads(leaf.content).get("version", 1)
        for leaf in own
        if leaf.content is not None
    }
    deliveries = Delivery.objects.filter(
        creditor_id=customer.creditor_id, customer__in=together, entry_id__in={entry for entry, _ in readable}
    )
    return Case(
        customer=customer,
        roots=roots,
        leaves=leaves,
        paths=audit_paths(digests, [leaf.position or 0 for leaf in leaves]),
        facts=[
            one
            for fact in SEALED.values()
            if fact.of_customer
            for one in _facts(fact, customer.creditor_id, together, readable)
        ],
        also=[key for key in together if key != customer.pk],
        documents={
            one.document.sha256: one.document for one in deliveries.select_related("document") if one.document
        },
    )


def audit_paths(digests: Sequence[str], positions: Iterable[int]) -> dict[int, list[str]]:
    """Return the audit paths of several leaves, the tree built once (`core.evidence` gives them one by one).

    A level of the tree of RFC 6962 pairs the one below; an odd last node goes up as it is.
    """
    levels = [[bytes.fromhex(digest) for digest in digests]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [
            hashlib.sha256(b"\x01" + below[left] + below[left + 1]).digest()
            for left in range(0, len(below) - 1, 2)
        ]
        levels.append(above + below[len(above) * 2 :])
    return {position: list(_siblings(levels, position)) for position in positions}


def _siblings(levels: list[list[bytes]], position: int) -> Iterator[str]:
    for level in levels[:-1]:
        if position ^ 1 < len(level):
            yield level[position ^ 1].hex()
        position //= 2


def _facts(
    fact: SealedFact, creditor_id: int, together: Sequence[int], readable: Mapping[Any, int]
) -> Iterator[Facts]:
    """Read the customer's current and superseded rows of a kind, each under the entry that sealed it."""
    kinds = fact.kinds()
    frame = as_sealed(_selected(fact.label, fact, kinds, together, creditor_id, "id"), fact, creditor_id)
    if fact.past:
        past = _selected(fact.past, fact, kinds, together, creditor_id, fact.past_key)
        frame = pl.concat([frame, past])
    whose = customer_column(fact)
    for (entry, customer), rows in (
        frame.with_columns(pl.col(whose).alias("whose"))
        .sort("entry_id", "id")
        .group_by("entry_id", "whose", maintain_order=True)
    ):
        version = readable.get((entry, customer), 0)
        columns = fact.columns_at(version)
        if columns:
            values = [[plain(value) for value in row] for row in rows.select(columns).iter_rows()]
            yield Facts(fact.label, int(str(entry)), int(str(customer)), columns, values, version)


def _selected(
    label: str,
    fact: SealedFact,
    kinds: Mapping[str, Any],
    together: Sequence[int],
    creditor_id: int,
    key: str,
) -> pl.DataFrame:
    quote = connection.ops.quote_name
    names = ", ".join(quote(key if name == "id" else name) for name in kinds)
    whose = quote(key if customer_column(fact) == "id" else "customer_id")
    table = quote(apps.get_model(label)._meta.db_table)
    marks = ", ".join(["%s"] * len(together))
    sql = f"SELECT {names}, entry_id FROM {table} WHERE creditor_id = %s AND {whose} IN ({marks})"
    return fetch(sql, [creditor_id, *together], {**kinds, "entry_id": pl.Int64})


def files_of(
    case: Case, *, summary: Mapping[str, str], at: datetime, home: Path
) -> Iterator[tuple[str, bytes]]:
    """Yield each file of the export: its name and content; the signed manifest comes last.

    `summary` holds texts for people, by file name. A document whose bytes are gone, erased or unreadable is
    told by its fingerprint alone.
    """
    key = signing_key(home)
    made: dict[str, str] = {}
    for name, content in _contents(case, summary, public_hex(key), home):
        made[name] = hashlib.sha256(content).hexdigest()
        yield name, content
    manifest = canonical(
        {
            "creditor": {"name": case.customer.creditor.name, "siren": case.customer.creditor.siren},
            "customer": {
                "account": case.customer.account,
                "name": case.customer.name,
                "also": case.also,
                "number": case.customer.pk,
            },
            "exported_at": at.isoformat(),
            "files": made,
            "key": key_id(key),
            "root": case.roots[-1].digest,
            "size": case.roots[-1].size,
        }
    ).encode()
    yield "manifest.json", manifest
    yield "manifest.sig", signed(key, hashlib.sha256(manifest).hexdigest()).encode() + b"\n"


def _contents(case: Case, summary: Mapping[str, str], public: str, home: Path) -> Iterator[tuple[str, bytes]]:
    for name, text in summary.items():
        yield name, text.encode()
    yield "verify.py", verifier()
    yield "public_key.txt", public.encode() + b"\n"
    yield "roots.jsonl", _lines(map(_root_line, case.roots))
    yield "leaves.jsonl", _lines(map(_leaf_line, case.leaves))
    yield "proofs.jsonl", _lines({"path": path, "position": place} for place, path in case.paths.items())
    yield "rows.jsonl", _lines(map(_facts_line, case.facts))
    told = []
    for document in case.documents.values():
        content = _opened(document, home)
        path = None if content is None else f"files/{document.sha256}{_suffix(document.name)}"
        told.append(
            {
                "media_type": document.media_type,
                "name": document.name,
                "path": path,
                "sha256": document.sha256,
            }
        )
        if path is not None and content is not None:
            yield path, content
    yield "files.jsonl", _lines(told)


def verifier() -> bytes:
    """Write the stand-alone verifier: the curve stands in place of its import."""
    room = Path(__file__).parent
    curve = (room / "curve.py").read_text("utf-8").partition(_COPIED_FROM)[2]
    main = (room / "stand_alone.py").read_text("utf-8")
    return main.replace(_CURVE_IMPORT, curve).encode()


def _opened(document: KeptFile, home: Path) -> bytes | None:
    try:
        return opened(document, home=home)
    except (FileNotFoundError, UnreadableKeptFileError):
        return None


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() else ""


def _lines(contents: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(
        json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n" for content in contents
    ).encode()


def _root_line(root: Root) -> dict[str, Any]:
    return {
        "at": root.sealed_at.isoformat(),
        "chain": root.chain,
        "key": root.key_id,
        "root": root.digest,
        "signature": root.signature,
        "size": root.size,
    }


def _leaf_line(leaf: Leaf) -> dict[str, Any]:
    return {
        "content": leaf.content,
        "customer": leaf.customer_id,
        "digest": leaf.digest,
        "entry": leaf.entry_id,
        "position": leaf.position,
        "salt": leaf.salt,
    }


def _facts_line(facts: Facts) -> dict[str, Any]:
    return {
        "columns": facts.columns,
        "customer": facts.customer,
        "entry": facts.entry,
        "fact": facts.label,
        "rows": facts.rows,
        "version": facts.version,
    }
