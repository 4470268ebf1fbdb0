"""A Pennylane that keeps state: it checks the token, pages by cursor, keeps its logs of changes four weeks."""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

from doubles.serving import Double, Refused

TOKEN = "token-of-the-tests"
_API = "/api/external/v2/"


class Pennylane(Double):
    """Customers, invoices, transactions matched, and what changed when."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
        self.people: dict[int, dict[str, Any]] = {}
        self.bills: dict[int, dict[str, Any]] = {}
        self.matched: dict[int, list[dict[str, Any]]] = {}
        self.transactions: list[dict[str, Any]] = []
        self.log: list[tuple[str, int, str, datetime]] = []

    # what a person does in it

    def customer(self, reference: str, name: str, **told: Any) -> int:
        number = len(self.people) + 1
        self.people[number] = {
            "id": number, "reference": reference, "name": name, "customer_type": "company", "emails": [],
            "billing_address": {}, "updated_at": self._stamp(), **told,
        }  # fmt: skip
        self._logged("customers", number, "insert")
        return number

    def bill(self, customer: int, number: str, amount: str, *, on: date, due: date, **told: Any) -> int:
        key = len(self.bills) + 1
        self.bills[key] = {
            "id": key, "invoice_number": number, "currency": "EUR", "currency_amount": amount, "amount": amount,
            "remaining_amount_with_tax": amount, "paid": False, "status": "late", "draft": False,
            "date": str(on), "deadline": str(due), "customer": {"id": customer, "url": ""},
            "credited_invoice": None, "updated_at": self._stamp(), **told,
        }  # fmt: skip
        self._logged("customer_invoices", key, "insert")
        return key

    def match(self, bill: int, amount: str, left: str, *, on: date) -> None:
        self.matched.setdefault(bill, []).append(
            {"id": 900 + len(self.matched), "label": "VIR", "date": str(on), "currency": "EUR",
             "currency_amount": amount}
        )  # fmt: skip
        self.change(bill, remaining_amount_with_tax=left, paid=left == "0.0")

    def change(self, bill: int, **told: Any) -> None:
        self.bills[bill] |= {**told, "updated_at": self._stamp()}
        self._logged("customer_invoices", bill, "update")

    def delete(self, bill: int) -> None:
        del self.bills[bill]
        self._logged("customer_invoices", bill, "delete")

    # what it answers

    def answer(self, method: str, path: str, query: dict[str, str], content: Any, headers: Any) -> Any:
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            raise Refused(401, {"error": "Access token is missing or invalid", "status": 401})
        where = path.removeprefix(_API).split("/")
        if method == "POST":
            return self._written(where, content)
        if where == ["me"]:
            return {"user": {"id": 1}, "company": {"id": 2, "name": "Ateliers Delmas"}, "scopes": []}
        return self._marked(where) if method == "PUT" else self._told(where, query)

    def _told(self, where: list[str], query: dict[str, str]) -> Any:
        match where:
            case ["changelogs", what]:
                return self._changes(what, query)
            case [("customers" | "customer_invoices") as what]:
                return self._listed(what, query)
            case [("customers" | "customer_invoices") as what, key]:
                return self._table(what).get(int(key)) or self._absent()
            case ["transactions"]:
                return self._paged(self._moved(query), query)
            case ["customer_invoices", key, "matched_transactions"]:
                return self._paged(self.matched.get(int(key), []), query)
        return self._absent()

    def _moved(self, query: dict[str, str]) -> list[dict[str, Any]]:
        wanted = {one["field"]: one["value"] for one in json.loads(query["filter"])}
        return [
            one for one in self.transactions if all(str(one[key]) == told for key, told in wanted.items())
        ]

    def _written(self, where: list[str], content: dict[str, Any]) -> Any:
        match where:
            case ["transactions"]:
                made = {"id": 500 + len(self.transactions), "currency": "EUR", **content}
                self.transactions.append({**made, "currency_amount": content["amount"]})
                return made
            case ["customer_invoices", key, "matched_transactions"]:
                one = next(each for each in self.transactions if each["id"] == content["transaction_id"])
                bill = self.bills[int(key)]
                left = float(bill["remaining_amount_with_tax"]) - float(one["amount"])
                self.matched.setdefault(int(key), []).append(one)
                self.change(int(key), remaining_amount_with_tax=str(left), paid=left == 0)
                return None
        return self._absent()

    def _marked(self, where: list[str]) -> None:
        if where[0] != "customer_invoices" or where[-1] != "mark_as_paid":
            self._absent()
        self.change(int(where[1]), paid=True, remaining_amount_with_tax="0.0", status="paid")

    def _table(self, what: str) -> dict[int, dict[str, Any]]:
        return self.people if what == "customers" else self.bills

    def _absent(self) -> Any:
        raise Refused(404, {"error": "The resource was not found", "status": 404})

    def _listed(self, what: str, query: dict[str, str]) -> dict[str, Any]:
        found = [self._table(what)[key] for key in sorted(self._table(what))]
        for told in json.loads(query.get("filter", "[]")):
            if told["field"] == "draft":
                found = [one for one in found if one["draft"] == (told["value"] == "true")]
            elif told["field"] == "credit_note":
                found = [one for one in found if bool(one["credited_invoice"]) == (told["value"] == "true")]
            else:
                raise Refused(400, {"error": f"unknown filter {told}", "status": 400})
        return self._paged(found, query)

    def _paged(self, found: list[dict[str, Any]], query: dict[str, str]) -> dict[str, Any]:
        limit = int(query.get("limit", 20))
        if not 1 <= limit <= 100:
            raise Refused(400, {"error": "limit", "status": 400})
        begin = int(base64.b64decode(query["cursor"])) if "cursor" in query else 0
        more = len(found) > begin + limit
        cursor = base64.b64encode(str(begin + limit).encode()).decode() if more else None
        return {"items": found[begin : begin + limit], "has_more": more, "next_cursor": cursor}

    def _changes(self, what: str, query: dict[str, str]) -> dict[str, Any]:
        since = datetime.fromisoformat(query["start_date"])
        if since < self.now - timedelta(weeks=4):
            raise Refused(422, {"error": "start_date is too old", "status": 422})
        items = [
            {"id": key, "operation": how, "processed_at": at.isoformat()}
            for kind, key, how, at in self.log
            if kind == what and at >= since
        ]
        return {"items": items, "has_more": False, "next_cursor": None}

    def _logged(self, what: str, key: int, how: str) -> None:
        self.log.append((what, key, how, self.now))

    def _stamp(self) -> str:
        return self.now.isoformat()
