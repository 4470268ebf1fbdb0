"""Reading Dolibarr: page after page of what changed, then what is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from encours.connectors.dolibarr import rows
from encours.connectors.port import Batch, Row, Stand
from encours.connectors.values import cents_of, text_of
from encours.wire.answers import RefusedError
from encours.wire.asking import Host

PAGE = 100
# Its filters compare with the hour of its own server, of which nothing is said: a day more than the widest zone.
_OVERLAP = timedelta(hours=26)
_STAGES = ("thirdparties", "contacts", "invoices", "orders")
_GONE = 404


class Pulling:
    """Remembers the accounts of third parties from one page to the next."""

    def __init__(self, host: Host, zone: str, *, sellers: bool = False) -> None:
        self._host, self._zone = host, zone
        self._accounts: dict[str, str] = {}
        self._sellers_told = sellers  # one question more for each customer that changed

    def changes(self, cursor: str) -> Iterator[Batch]:
        """One batch a page; killed between two, the reading goes on from the page that was not kept."""
        told = json.loads(cursor) if cursor else {}
        since, newest = told.get("since", ""), told.get("newest", "")
        stage, page = told.get("stage", _STAGES[0]), int(told.get("page", 0))
        for one in _STAGES[_STAGES.index(stage) :]:
            more = True
            while more:
                found = self._page(one, page, since)
                batch_rows, gone = self._rows(one, found)
                newest = max([newest, *(row["changed_at"] for each in batch_rows.values() for row in each)])
                more, page = len(found) == PAGE, page + 1
                place = {"since": since, "newest": newest, "stage": one, "page": page}
                yield Batch(batch_rows, json.dumps(place), gone)
            page = 0
        yield Batch({}, json.dumps({"since": newest or since}))

    def _page(self, what: str, page: int, since: str, **more: str) -> list[dict[str, Any]]:
        query: dict[str, Any] = {
            "sortfield": "t.rowid",
            "sortorder": "ASC",
            "limit": PAGE,
            "page": page,
            **more,
        }
        if what == "thirdparties":
            query["mode"] = 1  # customers alone
        if since:
            moment = datetime.fromisoformat(since).astimezone(UTC) - _OVERLAP
            query["sqlfilters"] = f"(t.tms:>=:'{moment:%Y-%m-%d %H:%M:%S}')"
        answer = self._host.ask("GET", what, query=query, absent=True)
        if answer.status == _GONE:  # versions before 19 say so of an empty list
            return []
        found: list[dict[str, Any]] = answer.json()
        return found

    def _rows(self, stage: str, found: list[dict[str, Any]]) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
        if stage == "thirdparties":
            self._accounts |= {str(one["id"]): rows.account_of(one) for one in found}
            return {"customers": [rows.customer(one, self._seller(str(one["id"]))) for one in found]}, ()
        if stage == "contacts":
            return {"customers": self._owned(found, rows.contact)}, ()
        if stage == "orders":
            placed = [one for one in found if rows.status_of(one) != rows.DRAFT]
            return {
                "orders": self._owned(placed, lambda one, account: rows.order(one, account, self._zone))
            }, ()
        return self._invoices(found)

    def _seller(self, party: str) -> str:
        """The address of the first salesperson of a customer; an older version that cannot say is asked once."""
        if not self._sellers_told:
            return ""
        try:
            answer = self._host.ask("GET", f"thirdparties/{party}/representatives", absent=True)
        except RefusedError:
            self._sellers_told = False
            return ""
        told = answer.json() if answer.status != _GONE else []
        addresses = (text_of(one.get("email")) for one in told if isinstance(one, dict))
        return next(filter(None, addresses), "")

    def _owned(self, found: list[dict[str, Any]], made: Callable[[dict[str, Any], str], Row]) -> list[Row]:
        """Rows of third parties that are customers; a supplier's contact is none of ours."""
        told = [(one, self._account(str(one.get("socid") or ""))) for one in found]
        return [made(one, account) for one, account in told if account]

    def _account(self, party: str) -> str:
        if party and party not in self._accounts:
            answer = self._host.ask("GET", f"thirdparties/{party}", absent=True)
            known = answer.status != _GONE
            told = answer.json() if known else {}
            is_customer = known and str(told.get("client", "1")) in {"1", "3"}
            self._accounts[party] = rows.account_of(told) if is_customer else ""
        return self._accounts.get(party, "")

    def _invoices(self, found: list[dict[str, Any]]) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
        gone = tuple(str(one["id"]) for one in found if rows.is_gone(one))
        told = [self._invoice(one) for one in found if rows.kept(one) and not rows.is_gone(one)]
        return {"invoices": told}, gone

    def _invoice(self, told: dict[str, Any]) -> Row:
        party = str(told["socid"])
        row = rows.invoice(told, self._account(party) or f"D{party}", self._zone)
        if int(told.get("type") or 0) == rows.CREDIT_NOTE:
            row["open_cents"] = self._left_of_credit(told, row)
            return row
        if cents_of(told.get("totalpaid")):
            paid = self._host.ask("GET", f"invoices/{told['id']}/payments", absent=True)
            listed = paid.json() if paid.status != _GONE else []
            row["allocations"] += [rows.payment(one, rank) for rank, one in enumerate(listed)]
        if cents_of(told.get("totalcreditnotes")):
            row["allocations"] += [
                {
                    "credit": text_of(one.get("ref")),
                    "amount_cents": cents_of(one.get("amount_ttc")) or 0,
                    "on": "",
                }
                for one in self._discounts(party)
                if str(one.get("fk_facture")) == str(told["id"]) and str(one.get("factype")) == "2"
            ]
        return row

    def _left_of_credit(self, told: dict[str, Any], row: Row) -> int:
        """A credit note made a discount is closed there; what nobody used of it is still owed to the customer."""
        if rows.status_of(told) == rows.OPEN:
            return int(row["open_cents"])
        left = sum(
            cents_of(one.get("amount_ttc")) or 0
            for one in self._discounts(str(told["socid"]))
            if str(one.get("fk_facture_source")) == str(told["id"])
            and not text_of(one.get("fk_facture"))
            and not text_of(one.get("fk_facture_line"))
        )
        return max(-left, int(row["amount_cents"]))

    def _discounts(self, party: str) -> list[dict[str, Any]]:
        answer = self._host.ask(
            "GET", f"thirdparties/{party}/fixedamountdiscounts", query={"filter": "none"}, absent=True
        )
        found: list[dict[str, Any]] = answer.json() if answer.status != _GONE else []
        return found

    def census(self) -> Iterator[list[Stand]]:
        """What is unpaid there, a page at a time: few fields, so that a hundred cost little."""
        page, more = 0, True
        while more:
            told = {"status": "unpaid", "properties": _STAND}
            found = self._page("invoices", page, "", **told)
            more, page = len(found) == PAGE, page + 1
            yield [self._stand(one) for one in found if rows.kept(one)]

    def _stand(self, told: dict[str, Any]) -> Stand:
        total, left, currency = rows.amounts(told)
        return Stand(str(told["id"]), text_of(told.get("ref")), total, left, currency)

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices, one question each; what answers 404 was deleted there."""
        told, gone = [], []
        for one in ids:
            answer = self._host.ask("GET", f"invoices/{one}", query={"contact_list": -1}, absent=True)
            read = None if answer.status == _GONE else answer.json()
            if read is None or rows.is_gone(read) or not rows.kept(read):
                gone.append(one)
            else:
                told.append(self._invoice(read))
        return Batch({"invoices": told}, "", tuple(gone))


_STAND = "id,ref,type,status,statut,paye,total_ttc,remaintopay,multicurrency_code,multicurrency_total_ttc"
