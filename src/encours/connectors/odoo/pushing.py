"""Writing in Odoo: a payment by its own form, an entry as a draft, the rest as an internal message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from encours.connectors.odoo.calling import Calling
from encours.connectors.port import NotOfferedError, Push
from encours.connectors.values import decimal_text
from encours.core.refusals import RuleError


class Pushing:
    """Each thing written bears its key: in the memo of a payment, in the subject of a message."""

    def __init__(self, calling: Calling, settings: Mapping[str, str]) -> None:
        self._calling, self._settings = calling, settings

    def find(self, push: Push) -> str:
        """The payment or the message that bears this key; empty where none does."""
        if push.kind == "payment":
            memo = "memo" if "memo" in self._calling.fields("account.payment") else "ref"
            found = self._calling.ask("account.payment", "search", [[(memo, "=", push.key)]], limit=1)
        elif push.kind == "entry":
            bearing = [("move_type", "=", "entry"), ("ref", "like", push.key)]
            found = self._calling.ask("account.move", "search", [bearing], limit=1)
        else:
            found = self._calling.ask("mail.message", "search", [[("subject", "like", push.key)]], limit=1)
        return str(found[0]) if found else ""

    def push(self, push: Push) -> str:
        """Write it; the number that Odoo gives it."""
        if push.kind == "payment":
            return self._payment(push)
        if push.kind == "entry":
            return self._entry(push)
        if push.kind in ("comment", "status", "closing"):
            return self._message(push)
        raise NotOfferedError("Odoo", push.kind)

    def _payment(self, push: Push) -> str:
        context = {"active_model": "account.move", "active_ids": [int(push.invoice)]}
        values: dict[str, Any] = {
            "payment_date": push.on,
            "amount": decimal_text(push.amount_cents),  # a text that it reads as the same cents
            "communication": push.key,
        }
        if self._settings.get("journal"):
            values["journal_id"] = int(self._settings["journal"])
        form = self._calling.ask("account.payment.register", "create", [values], context=context)
        number = form[0] if isinstance(form, list) else form
        told = self._calling.ask(
            "account.payment.register", "action_create_payments", [[number]], context=context
        )
        made = told.get("res_id") if isinstance(told, dict) else None
        return str(made or "")

    def _entry(self, push: Push) -> str:
        """A draft: its number and its validation belong to who keeps the books there."""
        lines = push.facts["lines"]
        accounts = {
            code: self._named("account.account", code) for code in {each["account"] for each in lines}
        }
        values = {
            "move_type": "entry",
            "journal_id": self._named("account.journal", lines[0]["journal"]),
            "date": push.on,
            "ref": f"{push.text} [{push.key}]",
            "line_ids": [[0, 0, _line(each, accounts[each["account"]], push.customer)] for each in lines],
        }
        told = self._calling.ask("account.move", "create", [values])
        return str(told[0] if isinstance(told, list) else told)

    def _named(self, model: str, code: str) -> int:
        """The account or the journal of this code there."""
        found = self._calling.ask(model, "search", [[("code", "=", code)]], limit=1)
        if not found:
            raise RuleError(
                "code_unknown",
                f"Odoo n’a ni compte ni journal de ce code : {code}. Corrigez « Comptes et journaux ».",
            )
        return int(found[0])

    def _message(self, push: Push) -> str:
        model, number = ("account.move", push.invoice) if push.invoice else ("res.partner", push.customer)
        told = self._calling.ask(
            model,
            "message_post",
            [[int(number)]],
            body=push.text,
            subject=f"Encours [{push.key}]",
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        return str(told[0] if isinstance(told, list) else told)


def _line(told: Mapping[str, Any], account: int, only: str) -> dict[str, Any]:
    """A line of an entry; what stands in a customer's account names it.

    Lines written down before entries could be of several customers are those of the `only` one.
    """
    partner = told.get("customer", only if told.get("customers") else "")
    return {
        "account_id": account,
        "partner_id": int(partner) if partner else False,
        "name": told["label"],
        "debit": decimal_text(told["debit_cents"]),
        "credit": decimal_text(told["credit_cents"]),
    }
