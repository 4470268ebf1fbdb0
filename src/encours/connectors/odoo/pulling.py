"""Reading Odoo: by rising number, what was written since; then what is open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from encours.connectors.odoo import rows
from encours.connectors.odoo.calling import Calling
from encours.connectors.port import Batch, Row, Stand
from encours.connectors.values import cents_of, text_of
from encours.wire.answers import RefusedError

PAGE, _STANDS = 200, 1000
_OVERLAP = timedelta(minutes=10)  # a long transaction there bears the hour at which it began
_Made = Callable[[dict[str, Any], str], Row]
_OURS = ["|", ("customer_rank", ">", 0), ("commercial_partner_id.customer_rank", ">", 0)]
_SOLD = [("move_type", "in", rows.SALES), ("state", "in", ["posted", "cancel"])]
_RECEIVED = [
    ("partner_type", "=", "customer"),
    ("payment_type", "=", "inbound"),
    ("state", "in", ["posted", "in_process", "paid"]),
]
_STAGES: dict[str, tuple[str, list[Any], tuple[str, ...]]] = {
    "customers": ("res.partner", _OURS, rows.PARTNER),
    "payments": ("account.payment", _RECEIVED, rows.PAYMENT),
    "invoices": ("account.move", _SOLD, rows.MOVE),
    "orders": ("sale.order", [("state", "in", ["sale", "done", "cancel"])], rows.ORDER),
    "deals": ("crm.lead", [("type", "=", "opportunity"), ("partner_id", "!=", False)], rows.LEAD),
    # The campaign that brought a lead (UTM), whatever came of it.
    "campaigns": ("crm.lead", [("campaign_id", "!=", False), ("partner_id", "!=", False)], rows.TOUCH),
}


class Pulling:
    """Remembers the accounts of partners from one page to the next."""

    def __init__(self, calling: Calling) -> None:
        self._calling = calling
        self._accounts: dict[int, str] = {}
        self._people: dict[int, str] = {}

    def changes(self, cursor: str) -> Iterator[Batch]:
        """One batch a page; killed between two, the reading goes on from the page that was not kept."""
        told = json.loads(cursor) if cursor else {}
        since, newest = told.get("since", ""), told.get("newest", "")
        after, names = int(told.get("after", 0)), list(_STAGES)
        for stage in names[names.index(told.get("stage", names[0])) :]:
            there = self._calling.fields(_STAGES[stage][0])
            more = bool(there) and (stage != "campaigns" or "campaign_id" in there)
            while more:
                found = self._page(stage, since, after)
                after = max([after, *(int(one["id"]) for one in found)])
                batch, gone = self._made(stage, found)
                newest = max([newest, *(row["changed_at"] for each in batch.values() for row in each)])
                more = len(found) == PAGE
                place = {"since": since, "newest": newest, "stage": stage, "after": after}
                yield Batch(batch, json.dumps(place), gone)
            after = 0
        yield Batch({}, json.dumps({"since": newest or since}))

    def _page(self, stage: str, since: str, after: int) -> list[dict[str, Any]]:
        model, domain, fields = _STAGES[stage]
        wanted: list[Any] = [("id", ">", after)]
        if since:
            moment = datetime.fromisoformat(since).astimezone(UTC) - _OVERLAP
            wanted.append(("write_date", ">=", f"{moment:%Y-%m-%d %H:%M:%S}"))
        return self._calling.rows(model, [*wanted, *domain], fields, order="id asc", limit=PAGE)

    def _made(self, stage: str, found: list[dict[str, Any]]) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
        if stage == "invoices":
            return self._invoices(found)
        if stage == "customers":
            self._know([int(one["id"]) for one in found])
            owners = self._addresses({rows.key_of(one.get("user_id")) for one in found})
            sellers = [owners.get(rows.key_of(one.get("user_id")), "") for one in found]
            made = [
                rows.partner(one, self._accounts[int(one["id"])], seller)
                for one, seller in zip(found, sellers, strict=True)
            ]
            return {"customers": made}, ()
        makers: dict[str, _Made] = {
            "payments": rows.payment,
            "orders": rows.order,
            "deals": rows.deal,
            "campaigns": rows.touch,
        }
        self._know([rows.key_of(one.get("partner_id")) for one in found])
        told = [(one, self._accounts.get(rows.key_of(one.get("partner_id")), "")) for one in found]
        return {stage: [makers[stage](one, account) for one, account in told if account]}, ()

    def _addresses(self, people: set[int]) -> dict[int, str]:
        """The e-mail addresses of salespeople; none where the key may not read its colleagues."""
        new = sorted(people - {0} - self._people.keys())
        if new:
            try:
                found = self._calling.rows("res.users", [("id", "in", new)], ("email", "login"))
            except RefusedError:
                found = []
            told = {int(one["id"]): text_of(one.get("email")) or text_of(one.get("login")) for one in found}
            self._people |= {one: told.get(one, "") for one in new}
        return self._people

    def _know(self, partners: list[int]) -> None:
        """Read the accounts of these partners: each is that of the company it belongs to."""
        new = sorted({one for one in partners if one} - self._accounts.keys())
        if not new:
            return
        fields = ("ref", "commercial_partner_id")
        found = self._calling.rows("res.partner", [("id", "in", new)], fields)
        owners = {
            int(one["id"]): rows.key_of(one.get("commercial_partner_id")) or int(one["id"]) for one in found
        }
        known = {int(one["id"]): rows.account_of(one) for one in found}
        far = sorted(set(owners.values()) - known.keys())
        if far:
            more = self._calling.rows("res.partner", [("id", "in", far)], ("ref",))
            known |= {int(one["id"]): rows.account_of(one) for one in more}
        self._accounts |= {one: known.get(owner, f"O{owner}") for one, owner in owners.items()}

    def _invoices(self, found: list[dict[str, Any]]) -> tuple[dict[str, list[Row]], tuple[str, ...]]:
        gone = tuple(str(one["id"]) for one in found if one.get("state") != "posted")
        posted = [one for one in found if one.get("state") == "posted"]
        self._know([_owner(one) for one in posted])
        made = {
            int(one["id"]): rows.move(one, self._accounts.get(_owner(one), f"O{_owner(one)}"))
            for one in posted
        }
        self._allocate(made)
        return {"invoices": list(made.values())}, gone

    def _allocate(self, made: dict[int, Row]) -> None:
        """What pays each invoice: the lines that are reconciled with its own."""
        debts = [
            key
            for key, row in made.items()
            if row["amount_cents"] > 0 and row["open_cents"] != row["amount_cents"]
        ]
        if not debts:
            return
        partials = self._calling.rows(
            "account.partial.reconcile",
            [("debit_move_id.move_id", "in", debts)],
            ("debit_move_id", "credit_move_id", "amount", "debit_amount_currency", "max_date"),
        )
        lines = {rows.key_of(one[side]) for one in partials for side in ("debit_move_id", "credit_move_id")}
        told = self._calling.rows(
            "account.move.line",
            [("id", "in", sorted(lines))],
            ("move_id", "move_name", "move_type", "payment_id", "date", "ref"),
        )
        known = {int(one["id"]): one for one in told}
        for one in partials:
            debit, credit = (
                known.get(rows.key_of(one[side])) for side in ("debit_move_id", "credit_move_id")
            )
            row = made.get(rows.key_of(debit["move_id"])) if debit else None
            if row is not None and credit is not None:
                row["allocations"].append(_allocation(one, credit))

    def census(self) -> Iterator[list[Stand]]:
        """What is open there."""
        after, more = 0, True
        domain = [("move_type", "in", rows.SALES), ("state", "=", "posted"), ("amount_residual", "!=", 0)]
        while more:
            wanted = [("id", ">", after), *domain]
            found = self._calling.rows("account.move", wanted, rows.STAND, order="id asc", limit=_STANDS)
            after = max([after, *(int(one["id"]) for one in found)])
            more = len(found) == _STANDS
            yield [
                Stand(
                    str(one["id"]),
                    text_of(one.get("name")),
                    rows.signed(one, "amount_total"),
                    rows.signed(one, "amount_residual"),
                    rows.name_of(one.get("currency_id")),
                )
                for one in found
            ]

    def invoices(self, ids: list[str]) -> Batch:
        """These invoices in one question; those that are drafts again, cancelled or deleted are gone."""
        wanted = [int(one) for one in ids]
        found = self._calling.rows("account.move", [("id", "in", wanted)], rows.MOVE)
        told, gone = self._invoices(found)
        absent = {str(one) for one in wanted} - {str(one["id"]) for one in found}
        return Batch(told, "", (*gone, *sorted(absent)))


def _owner(move: dict[str, Any]) -> int:
    return rows.key_of(move.get("commercial_partner_id")) or rows.key_of(move.get("partner_id"))


def _allocation(partial: dict[str, Any], credit: dict[str, Any]) -> Row:
    """A payment by its own number, a credit note by its name, anything else as a payment known by this part."""
    cents = cents_of(partial.get("debit_amount_currency")) or cents_of(partial.get("amount")) or 0
    if rows.key_of(credit.get("payment_id")):
        return {
            "payment": f"payment:{rows.key_of(credit['payment_id'])}",
            "whole": True,
            "amount_cents": cents,
        }
    if credit.get("move_type") == rows.REFUND:
        return {
            "credit": text_of(credit.get("move_name")) or rows.name_of(credit["move_id"]),
            "amount_cents": cents,
        }
    return {
        "payment": f"line:{credit['id']}",
        "amount_cents": cents,
        "on": text_of(credit.get("date")),
        "reference": text_of(credit.get("ref")) or rows.name_of(credit.get("move_id")),
    }
