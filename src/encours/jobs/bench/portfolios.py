"""A task that fills a house with an invented portfolio: customers, open items, the reminders already delivered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from encours.jobs.opening import now, open_house

AUTHOR = "rule:bench@1"
SENDER = "relances@brevaille.example"
PASSWORD = "banc-d-essai"  # noqa: S105 — of an account that lives as long as the bench
_CODES = ("", "preventive", "friendly", "firm", "last", "formal_notice")


def seed(
    kind: str, rows: int, customers: int, on: str, *, emails: bool = True, **drawn: Any
) -> dict[str, Any]:
    """Open a creditor that sends, and write a portfolio of `benchmarks/big_portfolio` (`open_items` or `dunned`).

    Without `emails`, customers are only reached by post; `drawn` is told to the drawing (`due_share`).
    """
    open_house()
    from django.db import connection, transaction

    import big_portfolio  # type: ignore[import-not-found] # of `benchmarks/`, on the child's path

    portfolio = getattr(big_portfolio, kind)(rows, customers, on=date.fromisoformat(on), **drawn)
    with transaction.atomic():
        fact = _opened()
        _write_customers(portfolio.customers, fact)
        if emails:
            _write_contacts(portfolio.customers, fact)
        _write_items(portfolio.items, fact)
        _write_deliveries(portfolio.items, fact)
        _write_for_floor(portfolio.items)
    if connection.vendor == "postgresql":  # as its autovacuum would; the house never analyses SQLite
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {"items": len(portfolio.items), "customers_due": portfolio.customers_due}


def _opened() -> dict[str, pl.Expr]:
    """A creditor set up, out of shadow, its data fresh; returns the columns that every fact bears."""
    from encours.acts.open_creditor import open_creditor
    from encours.acts.set_up_creditor import set_up_creditor
    from encours.records.parties.models import Creditor
    from encours.records.people.models import User

    at = now()
    owner = User.objects.create_user(SENDER, PASSWORD, name="Camille Renaud")
    creditor = open_creditor(name="Banc d'essai", siren="", author=SENDER, at=at, owner=owner)
    set_up_creditor(
        creditor,
        {
            "name": "Banc d'essai", "legal_form": "SAS", "address": "12 rue des Forges", "postcode": "99100",
            "city": "Brévaille-sur-Orne", "iban": "FR7630001007941234567890185", "sender_name": "Camille Renaud",
            "sender_email": SENDER, "terms_confirmed": True, "regime_confirmed": True,
        },
        made_from=None,
        author=SENDER,
        at=now(),
    )  # fmt: skip
    _confirm_rates(creditor, owner)
    # Leaving shadow mode is a person's act, with conditions that invented data do not meet.
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False)
    return {
        "creditor_id": pl.lit(creditor.pk, dtype=pl.Int64),
        "entry_id": pl.lit(None, dtype=pl.Int64),  # no act wrote them, so no leaf answers for them
        "recorded_at": pl.lit(at),
    }


def _confirm_rates(creditor: Any, owner: Any) -> None:
    """Interest is claimed only on confirmed rates: the bench confirms those our sheets do not."""
    from encours.acts.confirm import confirm_rate
    from encours.law.rates import Confirmations, ecb_rate, legal_rate, missing

    for unconfirmed in missing(on=now().date(), confirmed=Confirmations()):
        read = ecb_rate if unconfirmed.rate == "ecb" else legal_rate
        confirm_rate(
            creditor,
            figure=unconfirmed.rate,
            half_year=unconfirmed.half_year.code,
            value_bps=read(on=unconfirmed.half_year.starts_on).value,
            source="banc d'essai",
            by=owner,
            at=now(),
        )


def _write_customers(customers: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    from encours.core.searching import search_keys
    from encours.records.frames import bulk
    from encours.records.parties.models import Customer

    bulk.reserve_ids(Customer, len(customers))
    code = pl.format("411{}", pl.col("customer_id").cast(pl.String).str.zfill(6))
    bulk.insert(
        Customer,
        customers.select(
            pl.col("customer_id").alias("id"), "language", "regime", "facts_version", **fact,
            account=code, name=pl.format("Client {}", "customer_id"), control_account=pl.lit("411000"),
            address=pl.lit("4 rue de l'Établi"), postcode=pl.lit("99420"), city=pl.lit("Saint-Aubin"),
            country=pl.lit("FR"), regime_source=pl.lit("person"), terms_source=pl.lit("person"),
            terms_mode=pl.lit(""), siren=pl.lit(""), vat_number=pl.lit(""), version=pl.lit(1),
            search_key=search_keys(pl.format("Client {}", "customer_id"), code),
        ),
    )  # fmt: skip


def _write_contacts(customers: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    from encours.records.frames import bulk
    from encours.records.parties.models import Contact

    contacts = customers.select(
        pl.col("customer_id").alias("id"), "customer_id", **fact,
        email=pl.format("compta{}@client.example", "customer_id"), name=pl.lit("Comptabilité"),
        role=pl.lit(""), phone=pl.lit(""), version=pl.lit(1),
    )  # fmt: skip
    bulk.reserve_ids(Contact, len(contacts))
    bulk.insert(Contact, contacts)


def _write_items(items: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    from encours.core.numbers import number_keys
    from encours.records.frames import bulk
    from encours.records.receivables.models import Receivable

    bulk.reserve_ids(Receivable, len(items))
    bulk.insert(
        Receivable,
        items.select(
            pl.col("receivable_id").alias("id"), "customer_id", "kind", "number", "issued_on", "due_on",
            "open_cents", "currency", **fact, amount_cents="open_cents", key="number", root=pl.lit("411"),
            journal=pl.lit("VE"), entry_number="number", label=pl.format("Facture {}", "number"),
            entry_on="issued_on", due_source=pl.lit("person"), po_number=pl.lit(""), line="receivable_id",
            version=pl.lit(1), known_on="issued_on", reconstructed=pl.lit(value=True),
            number_key=number_keys(pl.col("number")),
        ),
    )  # fmt: skip


def _write_deliveries(items: pl.DataFrame, fact: dict[str, pl.Expr]) -> None:
    """One message for each customer, step and day of delivery, as the sending would have left them."""
    from encours.records.frames import bulk
    from encours.records.messages.models import Delivery, Message, MessageItem

    lines = items.filter(pl.col("delivered_position") > 0)
    of = ["customer_id", "delivered_on", "delivered_position"]
    sent = lines.group_by(of, maintain_order=True).agg(total_cents=pl.col("open_cents").sum())
    if sent.is_empty():
        return
    sent = sent.with_columns(bulk.reserve_ids(Message, len(sent)))
    code = pl.col("delivered_position").replace_strict(list(range(6)), list(_CODES), return_dtype=pl.String)
    blank = ("approved_by", "typed_recipient", "held_reason", "lease_worker", "message_id")
    bulk.insert(
        Message,
        sent.select(
            "id", "customer_id", "total_cents", **fact, run_id=pl.lit(_a_run(fact), dtype=pl.Int64),
            key=pl.format("bench-{}", "id"), state=pl.lit("delivered"), step_code=code,
            position="delivered_position", channel=pl.lit("email"), needs_approval=pl.lit(value=False),
            courtesy_only=pl.lit(value=False), currency=pl.lit("EUR"), unapplied_cents=pl.lit(0),
            planned_on="delivered_on", facts_version=pl.lit(1), held_facts=pl.lit("{}"),
            lease_epoch=pl.lit(1), version=pl.lit(1), **{name: pl.lit("") for name in blank},
        ),
    )  # fmt: skip
    placed = lines.join(sent.select("id", *of), on=of)
    bulk.insert(
        MessageItem,
        placed.select(
            "receivable_id", "open_cents", message_id="id", creditor_id=fact["creditor_id"],
            position="delivered_position", role=pl.lit("due_step"), courtesy_only=pl.lit(value=False),
            interest_cents=pl.lit(0), indemnity_cents=pl.lit(0),
        ),
    )  # fmt: skip
    bulk.insert(
        Delivery,
        sent.select(
            "customer_id", **fact, message_id="id", state=pl.lit("delivered"), on="delivered_on",
            channel=pl.lit("email"), recipient=pl.format("compta{}@client.example", "customer_id"),
            detail=pl.lit("250 OK"), subject=pl.lit("Rappel"), document_sha256=pl.lit("0" * 64),
        ),
    )  # fmt: skip


def _a_run(fact: dict[str, pl.Expr]) -> int:
    from encours.records.runs.models import Run

    values: dict[str, Any] = pl.DataFrame({"one": [1]}).select(**fact).row(0, named=True)
    at: datetime = values["recorded_at"]
    return Run.objects.create(**values, on=at.date(), finished_at=at, by=AUTHOR, shadow=False).pk


def _write_for_floor(items: pl.DataFrame) -> None:
    """The same items in a plain table, for the floor: it reads what it decides from, and joins nothing."""
    from django.db import connection

    told = items.select(
        "receivable_id", "customer_id", "due_on", "open_cents", "delivered_position", "delivered_on"
    )
    kinds = ("bigint", "bigint", "date", "bigint", "bigint", "date")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(told.columns, kinds, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_item ({columns})")
        if connection.vendor == "postgresql":
            with cursor.copy("COPY bench_item FROM STDIN (FORMAT csv)") as copy:
                copy.write(told.write_csv(None, include_header=False))
            return
    texts = told.with_columns(pl.col(pl.Date).cast(pl.String))
    marks = ", ".join("?" for _ in kinds)
    raw: Any = connection.connection
    raw.executemany(f"INSERT INTO bench_item VALUES ({marks})", texts.iter_rows())  # noqa: S608 — marks alone
