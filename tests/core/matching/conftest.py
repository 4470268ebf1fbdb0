"""Bank lines and open items in few words."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core.frames import BankLine
from encours.core.matching.cash import Cash, match
from encours.core.matching.shapes import CustomerName, LedgerFact, Payable, Payer


def _frame(rows: list[dict[str, Any]], schema: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.create_empty().schema, orient="row")


class Bench:
    """Builders of frames, and the whole of matching over them."""

    day = date(2026, 3, 2)

    @classmethod
    def line(cls, line_id: int, cents: int, wording: str = "", **more: Any) -> dict[str, Any]:
        return {
            "line_id": line_id,
            "customer_id": None,
            "position": line_id,
            "account": "FR76",
            "currency": "EUR",
            "booked_on": cls.day,
            "amount_cents": cents,
            "wording": wording,
            "fingerprint": str(line_id),
            **more,
        }

    @staticmethod
    def lines(*rows: dict[str, Any]) -> pl.DataFrame:
        schema = {
            **BankLine.create_empty().schema,
            "line_id": pl.Int64,
            "customer_id": pl.Int64,
        }
        return pl.DataFrame(list(rows), schema=schema, orient="row")

    @staticmethod
    def item(receivable_id: int, customer_id: int, number: str, cents: int, **more: Any) -> dict[str, Any]:
        return {
            "receivable_id": receivable_id,
            "customer_id": customer_id,
            "number": number,
            "due_on": date(2026, 1, receivable_id % 28 + 1),
            "open_cents": cents,
            "currency": "EUR",
            **more,
        }

    @staticmethod
    def iban(value: str, customer_id: int | None) -> dict[str, Any]:
        return {"kind": "iban", "value": value, "customer_id": customer_id, "confirmed": True}

    @staticmethod
    def alias(value: str, customer_id: int | None, *, confirmed: bool = True) -> dict[str, Any]:
        return {"kind": "alias", "value": value, "customer_id": customer_id, "confirmed": confirmed}

    @staticmethod
    def payment(key: str, customer_id: int, cents: int, paid_on: date, **more: Any) -> dict[str, Any]:
        return {
            "key": key,
            "customer_id": customer_id,
            "amount_cents": cents,
            "paid_on": paid_on,
            "currency": "EUR",
            "in_bank_journal": True,
            **more,
        }

    @staticmethod
    def payments(*rows: dict[str, Any]) -> pl.DataFrame:
        return _frame(list(rows), LedgerFact)

    @classmethod
    def frames(
        cls,
        lines: list[dict[str, Any]],
        items: list[dict[str, Any]],
        payers: list[dict[str, Any]] | None = None,
        names: list[dict[str, Any]] | None = None,
    ) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return (
            cls.lines(*lines),
            _frame(items, Payable),
            _frame(payers or [], Payer),
            _frame(names or [], CustomerName),
        )

    @classmethod
    def cash(cls, *parts: Any) -> Cash:
        return match(*cls.frames(*parts))

    @classmethod
    def paid(cls, *parts: Any) -> list[tuple[int, int, int, str]]:
        matches = cls.cash(*parts).matches
        return matches.select("line_id", "receivable_id", "amount_cents", "reason").rows()

    @classmethod
    def proposed(cls, *parts: Any) -> list[tuple[int, int | None, int, str]]:
        found = cls.cash(*parts).candidates
        return found.select("line_id", "receivable_id", "customer_id", "reason").rows()


@pytest.fixture(scope="session")
def bench() -> type[Bench]:
    return Bench
