"""Reading history back: finds any changed, missing or added leaf, root, signature, fact or kept file."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from django.apps import apps
from django.db import connection
from django.db.models import Max

from encours.core.evidence import chained, grow, leaf_digest, root_of, rows_digests
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.documents.models import KeptFile
from encours.records.frames.doorway import fetch, snapshot
from encours.records.history.keys import is_signed, signing_key
from encours.records.history.models import Entry, Leaf, Root
from encours.records.history.moved import as_sealed
from encours.records.history.sealed import SEALED
from encours.records.history.sealed_fact import SealedFact, customer_column
from encours.records.history.sealing import GENESIS, roots_file


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed: a stable code, and where."""

    code: str
    where: dict[str, Any]


@dataclass
class Report:
    """What a verification read, and what it found."""

    creditor_id: int
    leaves: int = 0
    unsealed: int = 0
    erased: int = 0
    roots: int = 0
    facts: int = 0
    files: int = 0
    unproved: int = 0  # facts written before their kind was sealed
    findings: list[Finding] = field(default_factory=list)
    erased_places: set[tuple[int, int]] = field(default_factory=set)  # (entry, customer) of erased leaves
    versions: dict[int, int] = field(
        default_factory=dict
    )  # entry: the list of columns its leaves were made by

    def find(self, code: str, **where: Any) -> None:
        """Note one finding."""
        self.findings.append(Finding(code, where))


_Claims = dict[tuple[int, int], list[Any]]


def verify(creditor_id: int, *, home: Path) -> Report:
    """Verify everything one creditor's history answers for."""
    report = Report(creditor_id)
    claims = _verify_leaves(report)
    _verify_roots(report, home)
    _verify_copies(report, home)
    with snapshot():
        there = _with_rows(creditor_id)
        for fact in SEALED.values():
            if fact.label in there or claims[fact.label]:
                _verify_facts(report, fact, claims[fact.label])
    _verify_files(report, home)
    return report


def _verify_files(report: Report, home: Path) -> None:
    """Decrypt each kept file and compare its fingerprint; an erased one has only its fingerprint left."""
    kept = KeptFile.objects.filter(creditor_id=report.creditor_id, key__isnull=False)
    for file in kept.iterator(chunk_size=1_000):
        report.files += 1
        try:
            content = opened(file, home=home)
        except FileNotFoundError:
            report.find("file_missing", file=file.pk, name=file.name, place=file.place)
            continue
        except UnreadableKeptFileError:
            report.find("file_changed", file=file.pk, name=file.name, place=file.place)
            continue
        if hashlib.sha256(content).hexdigest() != file.sha256:
            report.find("file_changed", file=file.pk, name=file.name, place=file.place)


def _verify_leaves(report: Report) -> dict[str, _Claims]:
    """Recompute each leaf; return what leaves claim of rows: label -> (entry, customer) -> digests."""
    claims: dict[str, _Claims] = defaultdict(dict)
    heads: set[int] = set()
    leaves = Leaf.objects.filter(creditor_id=report.creditor_id).order_by("position", "id")
    leaves = leaves.select_related("entry")
    expected = 0
    for leaf in leaves.iterator(chunk_size=5_000):
        report.leaves += 1
        if leaf.position is None:
            report.unsealed += 1
        else:
            if leaf.position != expected:
                report.find("leaf_missing", position=expected, next_found=leaf.position)
            expected = leaf.position + 1
        if leaf.customer_id is None:
            heads.add(leaf.entry_id)
        if leaf.content is None or leaf.salt is None:
            report.erased += 1
            report.erased_places.add((leaf.entry_id, leaf.customer_id or 0))
            continue
        if leaf_digest(leaf.content, leaf.salt) != leaf.digest:
            report.find("leaf_changed", leaf=leaf.pk, position=leaf.position, entry=leaf.entry_id)
            continue
        _gather(leaf, claims, report)
    last = Root.objects.filter(creditor_id=report.creditor_id).aggregate(size=Max("size"))["size"] or 0
    if expected < last:
        report.find("leaf_missing", position=expected, sealed_up_to=last)
    if expected > last:
        report.find("leaf_added", position=last, found_up_to=expected)
    _verify_entries(report, heads)
    return claims


def _gather(leaf: Leaf, claims: dict[str, _Claims], report: Report) -> None:
    content = json.loads(leaf.content or "{}")
    if content["entry"] != leaf.entry_id or content.get("customer") != leaf.customer_id:
        report.find("leaf_moved", leaf=leaf.pk, position=leaf.position, entry=leaf.entry_id)
    if "version" in content:
        report.versions[leaf.entry_id] = content["version"]
    for label, sealed in content["rows"].items():
        claims[label][leaf.entry_id, leaf.customer_id or 0] = sealed
    if leaf.customer_id is None:
        entry = leaf.entry
        said = (content["act"], content["at"], content["author"], content["cause"])
        if said != (entry.act, entry.at.isoformat(), entry.author, entry.cause):
            report.find("entry_changed", entry=entry.pk, position=leaf.position)


def _verify_entries(report: Report, heads: set[int]) -> None:
    entries = set(Entry.objects.filter(creditor_id=report.creditor_id).values_list("pk", flat=True))
    for entry in sorted(entries - heads):
        report.find("entry_without_leaf", entry=entry)


def _verify_roots(report: Report, home: Path) -> None:
    key = signing_key(home).public_key()
    digests = Leaf.objects.filter(creditor_id=report.creditor_id, position__isnull=False)
    stream: Iterator[str] = (
        digests.order_by("position").values_list("digest", flat=True).iterator(chunk_size=10_000)
    )
    frontier: list[str] = []
    size, before = 0, GENESIS
    for root in Root.objects.filter(creditor_id=report.creditor_id).order_by("size"):
        report.roots += 1
        frontier, size = grow(frontier, size, _take(stream, root.size - size))
        if size != root.size or root_of(frontier) != root.digest:
            report.find("root_differs", root=root.pk, size=root.size)
        if chained(before, root.size, root.digest, root.sealed_at) != root.chain:
            report.find("root_chain_broken", root=root.pk, size=root.size)
        if not is_signed(key, root.chain, root.signature):
            report.find("signature_wrong", root=root.pk, size=root.size, key=root.key_id)
        before = root.chain


def _take(stream: Iterator[str], count: int) -> Iterator[str]:
    for _ in range(count):
        value = next(stream, None)
        if value is None:
            return
        yield value


def _verify_copies(report: Report, home: Path) -> None:
    """Compare with the append-only file: a root it holds and the database does not was taken away."""
    path = roots_file(report.creditor_id, home)
    copies = (
        [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    )
    known = dict(Root.objects.filter(creditor_id=report.creditor_id).values_list("size", "chain"))
    for copy in copies:
        if known.get(copy["size"]) != copy["chain"]:
            report.find("root_differs_from_file", size=copy["size"])
    if known and max(known) > max((copy["size"] for copy in copies), default=0):
        report.find("root_missing_in_file", size=max(known))


def _verify_facts(report: Report, fact: SealedFact, claims: _Claims) -> None:
    rows = as_sealed(_rows(fact, report.creditor_id), fact, report.creditor_id)
    report.facts += len(rows)
    whose = customer_column(fact) if fact.of_customer else None
    rows = rows.with_columns(whose=pl.col(whose).fill_null(0) if whose else pl.lit(0, dtype=pl.Int64))
    orphans = rows.filter(pl.col("entry_id").is_null())
    for row in orphans.head(20)["id"]:
        report.find("fact_without_entry", fact=fact.label, id=row)
    found: _Claims = {}
    for columns, made in _by_list(rows.filter(pl.col("entry_id").is_not_null()), fact, report.versions):
        if not columns:
            report.unproved += len(made)
            continue
        for entry, customer, count, digest in rows_digests(made, columns, ["entry_id", "whose"]).iter_rows():
            found[entry, customer] = [count, digest]
    # What a lawfully erased leaf claimed is no longer known: its rows are neither proved nor accused.
    for place in sorted((found.keys() | claims.keys()) - report.erased_places):
        if found.get(place) != claims.get(place):
            report.find(
                "fact_changed",
                fact=fact.label,
                entry=place[0],
                customer=place[1],
                rows_sealed=claims.get(place, [0])[0],
                rows_found=found.get(place, [0])[0],
            )


def _by_list(
    rows: pl.DataFrame, fact: SealedFact, versions: Mapping[int, int]
) -> Iterator[tuple[tuple[str, ...], pl.DataFrame]]:
    """The rows of each list of columns, with those it sealed: none where it did not know this kind of fact."""
    if fact.since == 1 and not fact.later:
        yield fact.columns, rows
        return
    entries = rows.select(pl.col("entry_id").unique())
    made = entries.with_columns(
        version=pl.Series([versions.get(entry, 1) for entry in entries["entry_id"]], dtype=pl.Int64)
    )
    for (version,), group in rows.join(made, on="entry_id").group_by("version"):
        yield fact.columns_at(int(str(version))), group


def _with_rows(creditor_id: int) -> set[str]:
    """The kinds of fact of which this creditor has any: most have none, and need not be read one by one."""
    found = [
        (fact.label, apps.get_model(model)._meta.db_table)
        for fact in SEALED.values()
        for model in (fact.label, fact.past)
        if model
    ]
    sql = " UNION ALL ".join(
        f"SELECT '{label}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)} WHERE creditor_id = %s)"
        for label, table in found
    )
    return set(fetch(sql, [creditor_id] * len(found), {"label": pl.String})["label"])


def _rows(fact: SealedFact, creditor_id: int) -> pl.DataFrame:
    """Read current and superseded rows alike, each under the key and the entry it was sealed with."""
    quote = connection.ops.quote_name
    kinds = fact.kinds()

    def select(label: str, key: str) -> str:
        model = apps.get_model(label)
        names = [quote(key if name == "id" else name) for name in kinds]
        table = quote(model._meta.db_table)
        return f"SELECT {', '.join(names)}, entry_id FROM {table} WHERE creditor_id = %s"

    sql, params = select(fact.label, "id"), [creditor_id]
    if fact.past:
        sql += " UNION ALL " + select(fact.past, fact.past_key)
        params.append(creditor_id)
    return fetch(sql, params, {**kinds, "entry_id": pl.Int64})
