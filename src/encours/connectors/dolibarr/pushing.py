"""Writing in Dolibarr: a payment on an invoice; a comment, a state or a closing as an event of its agenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from encours.connectors.port import NotOfferedError, Push
from encours.connectors.values import decimal_text, text_of
from encours.wire.asking import Host

_GONE = 404
_TRANSFER = "2"  # the number of « virement » in its list of payment modes, as it is delivered


class Pushing:
    """Each thing written bears its key: in the number of a payment, in the label of an event."""

    def __init__(self, host: Host, settings: Mapping[str, str]) -> None:
        self._host, self._settings = host, settings
        self._zone = ZoneInfo(settings.get("time_zone") or "Europe/Paris")

    def find(self, push: Push) -> str:
        """The payment or the event that bears this key; empty where none does."""
        if push.kind == "payment":
            answer = self._host.ask("GET", f"invoices/{push.invoice}/payments", absent=True)
            listed = answer.json() if answer.status != _GONE else []
            return next(
                (text_of(one.get("ref")) for one in listed if text_of(one.get("num")) == push.key), ""
            )
        query = {"limit": 1, "sqlfilters": f"(t.label:like:'%{push.key}%')"}
        answer = self._host.ask("GET", "agendaevents", query=query, absent=True)
        found = answer.json() if answer.status != _GONE else []
        return str(found[0]["id"]) if found else ""

    def push(self, push: Push) -> str:
        """Write it; the number that Dolibarr gives it."""
        if push.kind == "payment":
            return self._payment(push)
        if push.kind in ("comment", "status", "closing"):
            return self._event(push)
        raise NotOfferedError("Dolibarr", push.kind)

    def _payment(self, push: Push) -> str:
        content = {
            "arrayofamounts": {
                push.invoice: {"amount": decimal_text(push.amount_cents), "multicurrency_amount": ""}
            },
            "datepaye": self._stamp(push.on),
            "paymentid": int(self._settings.get("payment_mode") or _TRANSFER),
            "closepaidinvoices": "yes",
            "accountid": int(self._settings.get("bank_account") or 0),
            "num_payment": push.key,
            "comment": push.text,
        }
        return str(self._host.ask("POST", "invoices/paymentsdistributed", content=content).json())

    def _event(self, push: Push) -> str:
        owner = self._host.ask("GET", "users/info").json()["id"]
        content: dict[str, Any] = {
            "userownerid": int(owner),
            "type_code": "AC_OTH",
            "label": f"Encours [{push.key}]",
            "note": push.text,
            "note_private": push.text,
            "datep": self._stamp(push.on),
            "socid": int(push.customer),
            "percentage": -1,  # neither to do nor done: a fact
        }
        if push.invoice:
            content |= {"elementtype": "invoice", "fk_element": int(push.invoice)}
        return str(self._host.ask("POST", "agendaevents", content=content).json())

    def _stamp(self, on: str) -> int:
        """Noon of a day where the Dolibarr is: the same day whatever its server thinks."""
        return int(datetime.combine(datetime.fromisoformat(on), time(12), tzinfo=self._zone).timestamp())
