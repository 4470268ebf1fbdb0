"""Reading Pennylane: lists at first, then its logs of changes; a log that begins too late is a list again."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from encours.connectors.pennylane import rows
from encours.connectors.port import Batch, Row, Stand
from encours.connectors.values import cents_of, instant_of_text, text_of
from encours.wire.answers import RefusedError
from encours.wire.asking import Host

API = "api/external/v2"
PAGE, _LOGGED = 100, 1000
_OVERLAP = timedelta(minutes=10)
_GONE, _TOO_OLD = 404, 422
_FINAL = '[{"field": "draft", "operator": "eq", "value": "false"}]'
_CREDITS = '[{"field": "credit_note", "operator": "eq", "value": "true"}]'


class Pulling:
    """Remembers accounts of customers and credit notes while one reading lasts."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._accounts: dict[str, str] = {}
        self._credits: dict[str, list[tuple[str, int]]] | None = None

    def changes(self, cursor: str) -> Iterator[Batch]:
        """What the logs say changed; everything where there is no log from then on."""
        told = json.loads(cursor) if cursor else {}
        if told.get("since"):
            try:
                logs = {what: self._log(what, told["since"]) for what in ("customers", "customer_invoices")}
            except RefusedError as refusal:
                if refusal.status != _TOO_OLD:
                    raise
            else:
                yield from self._logged(told["since"], logs)
                return
        yield from self._all(told)

    def _all(self, told: dict[str, Any]) -> Iterator[Batch]:
        """Every customer, then every invoice; killed between two pages, it goes on from the page not kept."""
        newest, page = told.get("newest", ""), told.get("page", "")
        stages = ("customers", "customer_invoices")
        for stage in stages[stages.index(told.get("stage", stages[0])) :]:
            more = True
            while more:
                query = {"filter": _FINAL} if stage == "customer_invoices" else {}
                found = self._page(stage, page, query)
                batch, gone = self._made(stage, found["items"])
                newest = max([newest, *(row["changed_at"] for each in batch.values() for row in each)])
                more, page = bool(found["has_more"]), found.get("next_cursor") or ""
                if more:
                    yield Batch(batch, json.dumps({"newest": newest, "stage": stage, "page": page}), gone)
                else:
                    after = {"newest": newest, "stage": stages[-1], "page": ""}
                    yield Batch(batch, json.dumps(after), gone)
            page = ""
        yield Batch({}, json.dumps({"since": newest}))

    def _log(self, what: str, since: str) -> list[dict[str, Any]]:
        moment = datetime.fromisoformat(since).astimezone(UTC) - _OVERLAP
        query: dict[str, Any] = {"limit": _LOGGED, "start_date": f"{moment:%Y-%m-%dT%H:%M:%SZ}"}
        found: list[dict[str, Any]] = []
        while True:
            told = self._host.ask("GET", f"{API}/changelogs/{what}", query=query).json()
            found += told["items"]
            if not told["has_more"]:
                return found
            query = {"limit": _LOGGED, "cursor": told["next_cursor"]}

    def _logged(self, since: str, logs: dict[str, list[dict[str, Any]]]) -> Iterator[Batch]:
        seen = [instant_of_text(one.get("processed_at")) for each in logs.values() for one in each]
        people = sorted({str(one["id"]) for one in logs["customers"] if one["operation"] != "delete"})
        for begin in range(0, len(people), PAGE):
            read = [self._one("customers", one) for one in people[begin : begin + PAGE]]
            yield Batch(
                self._made("customers", [one for one in read if one])[0], json.dumps({"since": since})
            )
        bills = sorted({str(one["id"]) for one in logs["customer_invoices"]})
        for begin in range(0, len(bills), PAGE):
            some = self.invoices(bills[begin : begin + PAGE])
            yield Batch(some.rows, json.dumps({"since": since}), some.gone)
        yield Batch({}, json.dumps({"since": max([since, *seen])}))

    def _page(self, what: str, cursor: str, more: dict[str, str]) -> dict[str, Any]:
        query: dict[str, Any] = {"limit": PAGE, "sort": "id", **more}
        if cursor:
            query["cursor"] = cursor
        found: dict[str, Any] = self._host.ask("GET", f"{API}/{what}", query=query).json()
        return found

    def _one(self, what: str, key: str) -> dict[str, Any] | None:
        answer = self._host.ask("GET", f"{API}/{what}/{key}", absent=True)
        return None if answer.status == _GONE else answer.json()

    def _made(self, stage: str, found: list[dict[str, Any]]) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
        if stage == "customers":
            self._accounts |= {str(one["id"]): rows.account_of(one) for one in found}
            return {"customers": [row for one in found for row in rows.customer(one)]}, ()
        gone = tuple(str(one["id"]) for one in found if rows.is_gone(one) or not rows.kept(one))
        told = [self._invoice(one) for one in found if str(one["id"]) not in gone]
        return {"invoices": told}, gone

    def _account(self, told: dict[str, Any]) -> str:
        key = str((told.get("customer") or {}).get("id") or "")
        if key and key not in self._accounts:
            read = self._one("customers", key)
            self._accounts[key] = rows.account_of(read) if read else f"P{key}"
        return self._accounts.get(key, "")

    def _invoice(self, told: dict[str, Any]) -> Row:
        """An invoice with what pays it: its credit notes first, then the transactions matched, as far as it is paid."""
        row = rows.invoice(told, self._account(told))
        paid = row["amount_cents"] - row["open_cents"]
        if paid <= 0:
            return row
        for number, cents in self._credit_notes().get(row["id"], []):
            part = min(cents, paid)
            if part > 0:
                row["allocations"].append({"credit": number, "amount_cents": part, "on": ""})
                paid -= part
        for one in self._matched(row["id"]) if paid > 0 else []:
            part = min(abs(cents_of(one.get("currency_amount")) or 0), paid)
            if part > 0:
                row["allocations"].append(
                    {"payment": f"transaction:{one['id']}", "amount_cents": part, "on": text_of(one.get("date")),
                     "reference": rows.reference_of(one)}
                )  # fmt: skip
                paid -= part
        return row

    def _matched(self, key: str) -> list[dict[str, Any]]:
        return self._every(f"customer_invoices/{key}/matched_transactions", {})

    def _credit_notes(self) -> dict[str, list[tuple[str, int]]]:
        """Credit notes by the invoice that they correct, and how much of each is used."""
        if self._credits is None:
            found: dict[str, list[tuple[str, int]]] = defaultdict(list)
            for one in self._every("customer_invoices", {"filter": _CREDITS}):
                if rows.kept(one) and one.get("credited_invoice"):
                    here = rows.stand(one)
                    found[str(one["credited_invoice"]["id"])].append(
                        (here.number, here.open_cents - here.amount_cents)
                    )
            self._credits = found
        return self._credits

    def _every(self, what: str, more: dict[str, str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor, going = "", True
        while going:
            told = self._page(what, cursor, more)
            found += told["items"]
            going, cursor = bool(told["has_more"]), told.get("next_cursor") or ""
        return found

    def census(self) -> Iterator[list[Stand]]:
        """What is open there: it cannot be asked for alone, so all that is final is gone over."""
        cursor, going = "", True
        while going:
            told = self._page("customer_invoices", cursor, {"filter": _FINAL})
            going, cursor = bool(told["has_more"]), told.get("next_cursor") or ""
            here = [rows.stand(one) for one in told["items"] if rows.kept(one) and not rows.is_gone(one)]
            yield [one for one in here if one.open_cents]

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices, one question each; what answers 404 was deleted there."""
        read = {one: self._one("customer_invoices", one) for one in ids}
        told, gone = self._made("customer_invoices", [one for one in read.values() if one])
        return Batch(told, "", (*gone, *(key for key, one in read.items() if one is None)))
