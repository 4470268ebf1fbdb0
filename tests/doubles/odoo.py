"""An Odoo that keeps state and speaks JSON-RPC: signs in, filters by domains, refuses what the real one refuses."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from doubles.serving import Double

DATABASE, LOGIN, PASSWORD = "books", "encours@example.com", "api-key-of-the-tests"
EUR = [1, "EUR"]
_FIELDS: dict[str, str] = {
    "res.partner": "name ref street zip city country_code vat siret email phone lang is_company function parent_id "
    "commercial_partner_id customer_rank user_id write_date",
    "res.users": "name login email",
    "account.move": "name move_type state partner_id commercial_partner_id invoice_date invoice_date_due amount_total "
    "amount_residual currency_id ref write_date date journal_id line_ids",
    "account.account": "code name",
    "account.journal": "code name type",
    "account.payment": "name partner_id amount currency_id date memo state payment_type partner_type write_date",
    "account.partial.reconcile": "debit_move_id credit_move_id amount debit_amount_currency max_date",
    "account.move.line": "move_id move_name move_type payment_id date ref",
    "sale.order": "name partner_id date_order amount_total currency_id client_order_ref invoice_status state "
    "write_date",
    "crm.lead": "name partner_id expected_revenue stage_id date_deadline user_id probability active type "
    "company_currency campaign_id create_date write_date",
    "mail.message": "model res_id subject body",
}


class OdooError(Exception):
    """An error as Odoo tells it: with status 200."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.told = {"code": 200, "message": "Odoo Server Error", "data": {"name": name, "message": message}}


class Odoo(Double):
    """Models are tables of records by number."""

    def __init__(self, *, without: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
        self.models: dict[str, dict[int, dict[str, Any]]] = {
            name: {} for name in _FIELDS if name not in without
        }
        self.forms: dict[int, dict[str, Any]] = {}
        self._numbers = itertools.count(10)

    # what a person does in it

    def add(self, model: str, /, **told: Any) -> int:
        number = next(self._numbers)
        blank = dict.fromkeys(_FIELDS[model].split(), False)
        self.models[model][number] = blank | {"id": number, "write_date": self._stamp(), **told}
        return number

    def partner(self, ref: str, name: str, **told: Any) -> int:
        number = self.add(
            "res.partner", name=name, ref=ref, customer_rank=1, is_company=True, lang="fr_FR", **told
        )
        self.models["res.partner"][number]["commercial_partner_id"] = [number, name]
        return number

    def contact(self, company: int, name: str, email: str) -> int:
        return self.add(
            "res.partner", name=name, email=email, customer_rank=0, parent_id=[company, ""],
            commercial_partner_id=[company, ""],
        )  # fmt: skip

    def bill(self, partner: int, name: str, amount: float, *, on: date, due: date, **told: Any) -> int:
        usual = {"move_type": "out_invoice", "state": "posted"} | told
        return self.add(
            "account.move", name=name, partner_id=[partner, ""], commercial_partner_id=[partner, ""],
            invoice_date=str(on), invoice_date_due=str(due), amount_total=amount, amount_residual=amount,
            currency_id=EUR, **usual,
        )  # fmt: skip

    def receive(self, partner: int, amount: float, *, on: date, memo: str = "") -> int:
        return self.add(
            "account.payment", name=f"PBNK/{len(self.models['account.payment']) + 1:05}", partner_id=[partner, ""],
            amount=amount, currency_id=EUR, date=str(on), memo=memo, state="paid", payment_type="inbound",
            partner_type="customer",
        )  # fmt: skip

    def reconcile(self, bill: int, amount: float, *, payment: int = 0, credit: int = 0) -> None:
        """Pay an invoice with a payment or a credit note; its own change date moves with its state."""
        moves = self.models["account.move"]
        debit = self.add("account.move.line", move_id=[bill, moves[bill]["name"]], move_type="out_invoice")
        other = (
            self.add(
                "account.move.line",
                move_id=[credit, ""],
                move_name=moves[credit]["name"],
                move_type="out_refund",
            )
            if credit
            else self.add(
                "account.move.line", move_id=[0, "PBNK"], payment_id=[payment, ""], move_type="entry"
            )
        )
        self.add(
            "account.partial.reconcile", debit_move_id=[debit, ""], credit_move_id=[other, ""], amount=amount,
            debit_amount_currency=amount,
        )  # fmt: skip
        for key in (bill, credit):
            if key:
                moves[key]["amount_residual"] = round(moves[key]["amount_residual"] - amount, 2)
                moves[key]["write_date"] = self._stamp()

    def change(self, model: str, number: int, **told: Any) -> None:
        self.models[model][number] |= {**told, "write_date": self._stamp()}

    # what it answers

    def answer(self, method: str, path: str, query: dict[str, str], content: Any, headers: Any) -> Any:
        params = content["params"]
        try:
            return {"jsonrpc": "2.0", "id": content["id"], "result": self._called(params)}
        except OdooError as error:
            return {"jsonrpc": "2.0", "id": content["id"], "error": error.told}

    def _called(self, params: dict[str, Any]) -> Any:
        args = params["args"]
        if params["service"] == "common":
            if params["method"] == "version":
                return {"server_version": "17.0", "protocol_version": 1}
            return 2 if args[:3] == [DATABASE, LOGIN, PASSWORD] else False
        database, uid, password, model, method, positional, named = args
        if (database, uid, password) != (DATABASE, 2, PASSWORD):
            raise OdooError("odoo.exceptions.AccessDenied", "Access Denied")
        if model == "account.payment.register":
            return self._pay(method, positional, named)
        if model not in self.models:
            raise OdooError("builtins.KeyError", f"Object {model} doesn't exist")
        return self._method(model, method, positional, named)

    def _method(self, model: str, method: str, positional: list[Any], named: dict[str, Any]) -> Any:
        known = _FIELDS[model].split()
        match method:
            case "fields_get":
                return {name: {"type": "char"} for name in known}
            case "search_read" | "search":
                found = [one for one in self._sorted(model) if self._matches(model, one, positional[0])]
                found = found[: named.get("limit") or None]
                if method == "search":
                    return [one["id"] for one in found]
                for name in named["fields"]:
                    if name not in known:
                        raise OdooError("builtins.ValueError", f"Invalid field '{name}' on model '{model}'")
                return [{"id": one["id"], **{name: one[name] for name in named["fields"]}} for one in found]
            case "create" if model == "account.move":
                return self._drafted(positional[0])
            case "message_post":
                return self.add(
                    "mail.message",
                    model=model,
                    res_id=positional[0][0],
                    subject=named["subject"],
                    body=named["body"],
                )
        raise OdooError("builtins.AttributeError", f"The method '{model}.{method}' does not exist")

    def _drafted(self, told: dict[str, Any]) -> int:
        lines = [line for _new, _none, line in told["line_ids"]]
        balance = sum(
            round(float(line["debit"]) * 100) - round(float(line["credit"]) * 100) for line in lines
        )
        if balance:
            raise OdooError("odoo.exceptions.UserError", "The move is not balanced")
        return self.add("account.move", **told | {"state": "draft", "line_ids": lines})

    def _sorted(self, model: str) -> list[dict[str, Any]]:
        return [self.models[model][number] for number in sorted(self.models[model])]

    def _matches(self, model: str, row: dict[str, Any], domain: list[Any]) -> bool:
        """A domain in Polish notation; terms side by side are all to hold."""
        stack: list[bool] = []
        for term in reversed(domain):
            if term == "|":
                stack.append(stack.pop() | stack.pop())
            else:
                stack.append(self._holds(model, row, *term))
        return all(stack)

    def _holds(self, model: str, row: dict[str, Any], name: str, sign: str, wanted: Any) -> bool:
        value = row
        for part in name.split("."):
            if isinstance(value, list):
                owner = {"commercial_partner_id": "res.partner", "debit_move_id": "account.move.line"}
                value = self.models[owner[name.split(".", maxsplit=1)[0]]].get(value[0], {})
            if part not in value:
                raise OdooError("builtins.ValueError", f"Invalid field {model}.{name} in leaf")
            value = value[part]
        value = value[0] if isinstance(value, list) else value
        return bool(
            {
                "=": lambda: value == wanted,
                "!=": lambda: value != wanted,
                ">": lambda: value > wanted,
                ">=": lambda: value >= wanted,
                "in": lambda: value in wanted,
                "like": lambda: wanted in (value or ""),
            }[sign]()
        )

    def _pay(self, method: str, positional: list[Any], named: dict[str, Any]) -> Any:
        if method == "create":
            number = next(self._numbers)
            self.forms[number] = positional[0] | {"bills": named["context"]["active_ids"]}
            return number
        told = self.forms[positional[0][0]]
        bill = self.models["account.move"][told["bills"][0]]
        told["amount"] = float(told["amount"])
        if told["amount"] > bill["amount_residual"]:
            raise OdooError("odoo.exceptions.UserError", "The amount is higher than what is left to pay")
        on = date.fromisoformat(told["payment_date"])
        made = self.receive(bill["partner_id"][0], told["amount"], on=on, memo=told["communication"])
        self.reconcile(bill["id"], told["amount"], payment=made)
        return {"type": "ir.actions.act_window", "res_model": "account.payment", "res_id": made}

    def _stamp(self) -> str:
        return f"{self.now:%Y-%m-%d %H:%M:%S}"
