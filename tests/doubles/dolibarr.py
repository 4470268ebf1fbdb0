"""A Dolibarr that keeps state: it checks the key, pages, filters, and refuses what the real one refuses."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from doubles.serving import Double, Refused

KEY = "dolapikey-of-the-tests"
PARIS = ZoneInfo("Europe/Paris")
_TMS = re.compile(r"^\(t\.tms:>=:'(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)'\)$")
_LABEL = re.compile(r"^\(t\.label:like:'%([\w-]+)%'\)$")


def stamp(on: date) -> int:
    return int(datetime.combine(on, time(), tzinfo=PARIS).timestamp())


class Dolibarr(Double):
    """Third parties, contacts, invoices, orders, payments, discounts, events: lists of plain objects."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
        self.parties: dict[int, dict[str, Any]] = {}
        self.sellers: dict[int, list[str]] = {}
        self.contacts: dict[int, dict[str, Any]] = {}
        self.bills: dict[int, dict[str, Any]] = {}
        self.orders: dict[int, dict[str, Any]] = {}
        self.payments: list[dict[str, Any]] = []
        self.discounts: list[dict[str, Any]] = []
        self.events: dict[int, dict[str, Any]] = {}

    # what a person does in it

    def party(self, code: str, name: str, **told: Any) -> int:
        number = len(self.parties) + 1
        self.parties[number] = {
            "id": str(number), "name": name, "code_client": code, "client": "1", "country_code": "FR",
            "email": f"{code.lower()}@example.com", "phone": None, "date_modification": self._tms(), **told,
        }  # fmt: skip
        return number

    def contact(self, party: int, first: str, last: str, email: str) -> int:
        number = len(self.contacts) + 1
        self.contacts[number] = {
            "id": str(number), "socid": str(party), "firstname": first, "lastname": last, "email": email,
            "poste": "Comptable", "date_modification": self._tms(),
        }  # fmt: skip
        return number

    def bill(self, party: int, ref: str, amount: str, *, on: date, due: date, **told: Any) -> int:
        number = len(self.bills) + 1
        self.bills[number] = {
            "id": str(number), "ref": ref, "socid": str(party), "type": "0", "status": "1", "paye": "0",
            "total_ttc": f"{amount}000000", "date": stamp(on), "date_lim_reglement": stamp(due),
            "ref_client": None, "multicurrency_code": "EUR", "date_modification": self._tms(), **told,
        }  # fmt: skip
        return number

    def pay(self, bill: int, amount: str, *, on: date, num: str = "", touch: bool = False) -> str:
        """A part payment does not touch the invoice's own change date: so it is in the real one."""
        ref = f"PAY2611-{len(self.payments) + 1:04}"
        self.payments.append({"bill": bill, "amount": amount, "date": f"{on} 12:00:00", "num": num, "ref": ref,
                              "type": "VIR"})  # fmt: skip
        if self._left(self.bills[bill]) == "0.00":
            self.bills[bill] |= {"status": "2", "paye": "1", "date_modification": self._tms()}
        if touch:
            self.bills[bill]["date_modification"] = self._tms()
        return ref

    def use_credit(self, credit: int, bill: int, amount: str) -> None:
        self.discounts.append(
            {"id": str(len(self.discounts) + 1), "ref": self.bills[credit]["ref"], "factype": "2",
             "fk_facture_source": str(credit), "fk_facture": str(bill), "fk_facture_line": None,
             "amount_ttc": amount, "socid": self.bills[credit]["socid"]}
        )  # fmt: skip
        self.bills[credit] |= {"status": "2", "paye": "1", "date_modification": self._tms()}

    def change(self, bill: int, **told: Any) -> None:
        self.bills[bill] |= {**told, "date_modification": self._tms()}

    # what it answers

    def answer(self, method: str, path: str, query: dict[str, str], content: Any, headers: Any) -> Any:
        if headers.get("DOLAPIKEY") != KEY:
            raise Refused(401, {"error": {"code": 401, "message": "Unauthorized"}})
        where = path.removeprefix("/api/index.php/")
        if path == where:
            raise Refused(404)
        if method == "POST":
            return self._write(where, content)
        match where.split("/"):
            case ["status"]:
                return {"success": {"code": 200, "dolibarr_version": "20.0.2", "access_locked": "0"}}
            case ["users", "info"]:
                return {"id": "7", "login": "encours"}
            case ["thirdparties" | "contacts" | "invoices" | "orders" | "agendaevents" as what]:
                return self._listed(what, query)
        return self._one(where)

    def _one(self, where: str) -> Any:
        match where.split("/"):
            case ["thirdparties", number]:
                return self.parties.get(int(number)) or self._absent("Thirdparty")
            case ["thirdparties", number, "representatives"]:
                return [{"id": "3", "login": one, "email": one} for one in self.sellers.get(int(number), [])]
            case ["thirdparties", number, "fixedamountdiscounts"]:
                return [one for one in self.discounts if one["socid"] == number]
            case ["invoices", number]:
                return self._shown(self.bills.get(int(number)) or self._absent("Invoice"))
            case ["invoices", number, "payments"]:
                if int(number) not in self.bills:
                    self._absent("Invoice")
                return [{k: v for k, v in one.items() if k != "bill"} for one in self.payments
                        if one["bill"] == int(number)]  # fmt: skip
        raise Refused(404, {"error": {"code": 404}})

    def _absent(self, what: str) -> Any:
        raise Refused(404, {"error": {"code": 404, "message": f"Not Found: {what} not found"}})

    def _listed(self, what: str, query: dict[str, str]) -> list[dict[str, Any]]:
        tables = {"thirdparties": self.parties, "contacts": self.contacts, "invoices": self.bills,
                  "orders": self.orders, "agendaevents": self.events}  # fmt: skip
        found = [tables[what][number] for number in sorted(tables[what])]
        found = [one for one in found if self._passes(one, query.get("sqlfilters", ""))]
        if what == "thirdparties" and query.get("mode") == "1":
            found = [one for one in found if one["client"] in {"1", "3"}]
        if what == "invoices":
            found = [self._shown(one) for one in found]
            if query.get("status"):
                wanted = {"unpaid": "1", "paid": "2", "draft": "0", "cancelled": "3"}[query["status"]]
                found = [one for one in found if one["status"] == wanted]
            if query.get("properties"):
                names = query["properties"].split(",")
                found = [{name: one[name] for name in names if name in one} for one in found]
        limit, page = int(query.get("limit", 100)), int(query.get("page", 0))
        shown = found[limit * page : limit * (page + 1)]
        if not shown and what == "agendaevents":
            self._absent("No Agenda Event")
        return shown

    def _passes(self, row: dict[str, Any], told: str) -> bool:
        if not told:
            return True
        if since := _TMS.match(told):
            local = datetime.fromtimestamp(row["date_modification"], PARIS)  # its server's own hour
            return f"{local:%Y-%m-%d %H:%M:%S}" >= since[1]
        if label := _LABEL.match(told):
            return label[1] in row["label"]
        raise Refused(400, {"error": {"message": f"Error when validating parameter sqlfilters -> {told}"}})

    def _shown(self, row: dict[str, Any]) -> dict[str, Any]:
        paid = sum(_cents(one["amount"]) for one in self.payments if one["bill"] == int(row["id"]))
        used = sum(_cents(one["amount_ttc"]) for one in self.discounts if one["fk_facture"] == row["id"])
        return row | {
            "totalpaid": _text(paid),
            "totalcreditnotes": _text(used),
            "remaintopay": self._left(row),
        }

    def _left(self, row: dict[str, Any]) -> str:
        paid = sum(_cents(one["amount"]) for one in self.payments if one["bill"] == int(row["id"]))
        used = sum(_cents(one["amount_ttc"]) for one in self.discounts if one["fk_facture"] == row["id"])
        return _text(_cents(row["total_ttc"]) - paid - used)

    def _write(self, where: str, content: Any) -> Any:
        if where == "invoices/paymentsdistributed":
            for name in ("arrayofamounts", "datepaye", "paymentid", "closepaidinvoices", "accountid"):
                if not content.get(name):
                    raise Refused(400, {"error": {"message": f"Bad Request: {name} is mandatory"}})
            for number, told in content["arrayofamounts"].items():
                bill = self.bills.get(int(number)) or self._absent("Invoice")
                if _cents(told["amount"]) > _cents(self._left(bill)):
                    raise Refused(400, {"error": {"message": "Payment amount is higher than remain to pay"}})
                on = datetime.fromtimestamp(content["datepaye"], PARIS).date()
                self.pay(int(number), told["amount"], on=on, num=content["num_payment"])
            return len(self.payments)
        if where == "agendaevents":
            if content.get("userownerid") != 7 or not content.get("type_code"):
                raise Refused(401, {"error": {"message": "Insufficient rights to create an Agenda Event"}})
            number = len(self.events) + 1
            self.events[number] = {"id": str(number), **content}
            return number
        raise Refused(404)

    def _tms(self) -> int:
        return int(self.now.timestamp())


def _cents(text: str) -> int:
    whole, _, part = text.partition(".")
    cents = int(whole.lstrip("-")) * 100 + int((part + "00")[:2])
    return -cents if text.startswith("-") else cents


def _text(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"
