"""A task that fills a house with people and a long history, as years of work leave them."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import polars as pl

from encours.jobs.bench.portfolios import PASSWORD
from encours.jobs.opening import now, open_house

_ACTS = ("edit_customer", "confirm_terms", "import_file", "edit_receivable", "run_day", "apply_terms")
_LEAVES_AN_ENTRY = 100
_AT_ONCE = 500_000
_YEARS = timedelta(days=730)
_ROLES = ("collector", "collector", "collector", "manager", "salesperson", "auditor")


def crowd(people: int, leaves: int, customers: int) -> dict[str, Any]:
    """Add people of every role, who follow the customers between them, and history entries with their leaves."""
    open_house()
    from django.db import connection, transaction

    from encours.records.parties.models import Creditor

    if (
        connection.vendor == "sqlite"
    ):  # five million rows of scattered customers do not fit the usual two megabytes
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -1000000")
    creditor = Creditor.objects.get()
    with transaction.atomic():
        users = _people(creditor, people)
        _owners(creditor, users, customers)
        _history(creditor, [user.email for user in users], leaves, customers)
    if connection.vendor == "postgresql":  # as its autovacuum would
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"people": len(users), "leaves": leaves}


def _people(creditor: Any, count: int) -> list[Any]:
    from django.contrib.auth.hashers import make_password

    from encours.records.people.models import Membership, User

    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    users = User.objects.bulk_create(
        User(email=f"personne{n}@brevaille.example", name=f"Personne {n}", password=hashed)
        for n in range(count)
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            creditor=creditor,
            role=_ROLES[n % len(_ROLES)],
            scope="owner" if _ROLES[n % len(_ROLES)] == "salesperson" else "creditor",
        )
        for n, user in enumerate(users)
    )
    return users


def _owners(creditor: Any, users: list[Any], customers: int) -> None:
    from encours.records.frames import bulk
    from encours.records.work.models import Assignment, Portfolio

    portfolios = [
        Portfolio.objects.create(creditor=creditor, recorded_at=now(), name=f"Portefeuille {n}")
        for n in range(20)
    ]
    keys = range(1, customers + 1)
    frame = pl.DataFrame({"customer_id": keys}).select(
        "customer_id",
        creditor_id=pl.lit(creditor.pk, dtype=pl.Int64),
        recorded_at=pl.lit(now()),
        entry_id=pl.lit(None, dtype=pl.Int64),
        owner_id=pl.Series([users[key % len(users)].pk for key in keys]),
        portfolio_id=pl.Series([portfolios[key % len(portfolios)].pk for key in keys]),
        version=pl.lit(1),
    )
    bulk.insert(Assignment, frame)


def _history(creditor: Any, authors: list[str], leaves: int, customers: int) -> None:
    from encours.records.frames import bulk
    from encours.records.history.models import Entry, Leaf

    entries = max(1, leaves // _LEAVES_AN_ENTRY)
    draw = random.Random(2026)  # noqa: S311 — the same rows each time, not a secret
    first = now() - _YEARS
    owner = pl.lit(creditor.pk, dtype=pl.Int64)
    ids = bulk.reserve_ids(Entry, entries)
    told = pl.DataFrame({"id": ids}).select(
        "id",
        creditor_id=owner,
        act=pl.Series([draw.choice(_ACTS) for _ in range(entries)]),
        author=pl.Series([draw.choice(authors) for _ in range(entries)]),
        cause=pl.lit("desk"),
        at=pl.Series([first + _YEARS * n / entries for n in range(entries)]),
    )
    bulk.insert(Entry, told)
    for begun in range(0, leaves, _AT_ONCE):
        n = pl.int_range(begun, min(begun + _AT_ONCE, leaves), eager=True)
        bulk.insert(
            Leaf,
            pl.DataFrame({"n": n}).select(
                creditor_id=owner,
                entry_id=pl.lit(ids[0], dtype=pl.Int64)
                + (pl.col("n") // _LEAVES_AN_ENTRY).clip(0, entries - 1),
                customer_id=pl.col("n") * 7919 % customers + 1,  # a prime: every customer in turn, scattered
                content=pl.concat_str(pl.lit('{"facts":{"n":'), pl.col("n").cast(pl.String), pl.lit("}}")),
                salt=pl.lit("0" * 32),
                digest=pl.lit("0" * 64),
            ),
        )
