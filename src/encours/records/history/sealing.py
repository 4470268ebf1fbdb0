"""The sealer: gives committed leaves their positions and signs the tree's new root (DESIGN §2.9).

One sealer per creditor at a time; acts never wait for it. It writes no fact, only the proof of what acts wrote.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from encours.core.evidence import chained, grow, root_of
from encours.records.history.keys import key_id, signed, signing_key
from encours.records.history.models import Leaf, Root

GENESIS = "0" * 64


def seal(creditor_id: int, *, at: datetime, home: Path) -> Root | None:
    """Seal what was committed since the last root; None when nothing was.

    The root is signed with the key kept under `home`, and copied to an append-only file there.
    """
    with transaction.atomic():
        _alone(creditor_id)
        last = Root.objects.filter(creditor_id=creditor_id).order_by("-size").first()
        size = last.size if last else 0
        _give_positions(creditor_id, size)
        digests = Leaf.objects.filter(creditor_id=creditor_id, position__gte=size)
        ordered = digests.order_by("position").values_list("digest", flat=True)
        frontier, grown = grow(last.frontier if last else [], size, ordered.iterator(chunk_size=10_000))
        root = None if grown == size else _signed_root(creditor_id, frontier, grown, last, at, home)
    copy_roots(creditor_id, home)
    return root


def _signed_root(
    creditor_id: int, frontier: list[str], size: int, last: Root | None, at: datetime, home: Path
) -> Root:
    digest = root_of(frontier)
    chain = chained(last.chain if last else GENESIS, size, digest, at)
    key = signing_key(home)
    return Root.objects.create(
        creditor_id=creditor_id,
        size=size,
        digest=digest,
        frontier=frontier,
        chain=chain,
        signature=signed(key, chain),
        key_id=key_id(key),
        sealed_at=at,
    )


def _alone(creditor_id: int) -> None:
    """SQLite's IMMEDIATE transaction already lets nobody else write."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [0x5EA1, creditor_id])


def _give_positions(creditor_id: int, size: int) -> None:
    table = connection.ops.quote_name(Leaf._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET position = numbered.place FROM ("
            f"  SELECT id, %s + row_number() OVER (ORDER BY id) - 1 AS place FROM {table}"
            "   WHERE creditor_id = %s AND position IS NULL"
            f") AS numbered WHERE {table}.id = numbered.id",
            [size, creditor_id],
        )


def roots_file(creditor_id: int, home: Path) -> Path:
    """Where the roots of a creditor are copied, a line each."""
    return home / "roots" / f"{creditor_id}.jsonl"


def copy_roots(creditor_id: int, home: Path) -> None:
    """Append to the file the roots it lacks: those of this sealing, and any that a crash kept from it."""
    path = roots_file(creditor_id, home)
    path.parent.mkdir(exist_ok=True, mode=0o700)
    copied = 0
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines()
        copied = json.loads(lines[-1])["size"] if lines else 0
    missing = Root.objects.filter(creditor_id=creditor_id, size__gt=copied).order_by("size")
    lines = [
        json.dumps(
            {
                "size": root.size,
                "root": root.digest,
                "chain": root.chain,
                "signature": root.signature,
                "key": root.key_id,
                "at": root.sealed_at.isoformat(),
            }
        )
        for root in missing
    ]
    if not lines:
        return
    with path.open("a", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
