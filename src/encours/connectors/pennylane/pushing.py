"""Written to Pennylane: an invoice wholly paid is marked so; a part is a transaction, matched with its invoice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from encours.connectors.pennylane.pulling import API, PAGE
from encours.connectors.port import NotOfferedError, Push
from encours.connectors.values import cents_of, decimal_text
from encours.wire.asking import Host

_ITS_OWN = "EUR"  # a transaction is in the currency of its account


class Pushing:
    """A transaction bears its key in its label; what is marked as paid bears none, its state says it."""

    def __init__(self, host: Host, settings: Mapping[str, str]) -> None:
        self._host = host
        self._account = settings.get("bank_account", "")

    def find(self, push: Push) -> str:
        """The transaction that bears this key, if it is matched; else whether the invoice is paid there."""
        made = self._made(push) if self._account else ""
        if made and made in self._matched(push):
            return made
        return "paid" if self._invoice(push).get("paid") else ""

    def push(self, push: Push) -> str:
        """Mark the invoice as paid if what was paid is all that was left; else match it with a transaction."""
        left = cents_of(self._invoice(push).get("remaining_amount_with_tax"))
        if push.kind != "payment" or left is None or push.amount_cents > left:
            raise NotOfferedError("Pennylane", push.kind)
        if push.amount_cents == left:
            self._host.ask("PUT", f"{API}/customer_invoices/{push.invoice}/mark_as_paid", repeatable=True)
            return "paid"
        if not self._account or push.currency != _ITS_OWN:
            raise NotOfferedError("Pennylane", push.kind)
        return self._part(push)

    def _part(self, push: Push) -> str:
        """A transaction, the one made before where its answer was lost, and its match."""
        made = self._made(push)
        if not made:
            content = {
                "bank_account_id": int(self._account),
                "label": f"Encours {push.key} {push.number}",
                "date": push.on,
                "amount": decimal_text(push.amount_cents),
            }
            made = str(self._host.ask("POST", f"{API}/transactions", content=content).json()["id"])
        self._host.ask("POST", self._matches(push), content={"transaction_id": int(made)})
        return made

    def _made(self, push: Push) -> str:
        """The transaction of that day and account whose label says the key."""
        terms = f'{{"field": "date", "operator": "eq", "value": "{push.on}"}}'
        account = f'{{"field": "bank_account_id", "operator": "eq", "value": "{int(self._account)}"}}'
        listed = self._every("transactions", {"filter": f"[{account}, {terms}]"})
        return next((str(one["id"]) for one in listed if push.key in str(one.get("label") or "").split()), "")

    def _matched(self, push: Push) -> set[str]:
        return {
            str(one["id"])
            for one in self._every(f"customer_invoices/{push.invoice}/matched_transactions", {})
        }

    def _every(self, what: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            asked = {"limit": PAGE, **query, **cursor}
            told = self._host.ask("GET", f"{API}/{what}", query=asked).json()
            found += told["items"]
            if not told["has_more"]:
                return found
            cursor = {"cursor": told["next_cursor"]}

    def _matches(self, push: Push) -> str:
        return f"{API}/customer_invoices/{push.invoice}/matched_transactions"

    def _invoice(self, push: Push) -> dict[str, object]:
        told: dict[str, object] = self._host.ask("GET", f"{API}/customer_invoices/{push.invoice}").json()
        return told
