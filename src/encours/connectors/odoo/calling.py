"""One question to an Odoo: signed in once, its errors told apart, the fields of a model asked only once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from encours.wire.answers import LostError, RefusedError
from encours.wire.asking import Host
from encours.wire.pace import Pace

_DENIED, _REFUSED = 403, 400
_READS = {"search_read", "read", "search", "search_count", "fields_get"}
_ABSENT = ("doesn't exist", "does not exist", "KeyError")


class Calling:
    """Holds who we are there."""

    def __init__(self, settings: Mapping[str, str], pace: Pace | None) -> None:
        address = settings["address"].rstrip("/").removesuffix("/jsonrpc")
        self._host = Host(address, pace=pace or Pace(), ca_file=settings.get("ca_file", ""))
        self._database, self._login = settings["database"], settings["login"]
        self._password = settings["password"]
        self._number: int | None = None
        self._fields: dict[str, frozenset[str]] = {}

    def version(self) -> str:
        """The server's version."""
        told = self._call("common", "version", [], repeatable=True)
        return str(told.get("server_version", ""))

    def sign_in(self) -> int:
        """Our number there; raises RefusedError where the login or its key is wrong."""
        if self._number is None:
            args = [self._database, self._login, self._password, {}]
            told = self._call("common", "authenticate", args, repeatable=True)
            if not told:
                raise RefusedError(
                    _DENIED, "Odoo refuse l’accès : vérifiez la base, l’identifiant et la clé."
                )
            self._number = int(told)
        return self._number

    def ask(self, model: str, method: str, args: Sequence[Any], **named: Any) -> Any:
        """Call a method of a model; what only reads may be asked again."""
        told = [self._database, self.sign_in(), self._password, model, method, list(args), named]
        return self._call("object", "execute_kw", told, repeatable=method in _READS)

    def rows(
        self, model: str, domain: Sequence[Any], fields: Sequence[str], **named: Any
    ) -> list[dict[str, Any]]:
        """The rows of a model, with those of these fields that this version has."""
        known = [name for name in fields if name in self.fields(model)]
        context = {"active_test": False}
        found: list[dict[str, Any]] = self.ask(
            model, "search_read", [list(domain)], fields=known, context=context, **named
        )
        return found

    def fields(self, model: str) -> frozenset[str]:
        """The fields of a model; none where the model is not installed."""
        if model not in self._fields:
            try:
                told = self.ask(model, "fields_get", [], attributes=["type"])
            except RefusedError as refusal:
                if not any(said in refusal.sentence for said in _ABSENT):
                    raise
                told = {}
            self._fields[model] = frozenset(told)
        return self._fields[model]

    def _call(self, service: str, method: str, args: Sequence[Any], *, repeatable: bool) -> Any:
        content = {
            "jsonrpc": "2.0",
            "method": "call",
            "params": {"service": service, "method": method, "args": list(args)},
            "id": 1,
        }
        told = self._host.ask("POST", "jsonrpc", content=content, repeatable=repeatable).json()
        if not isinstance(told, dict):
            raise LostError("wire_not_json", "La réponse n’est pas du JSON : l’adresse est-elle la bonne ?")
        if "error" in told:
            raise _refusal(told["error"])
        return told.get("result")


def _refusal(error: Mapping[str, Any]) -> RefusedError:
    data = error.get("data") or {}
    said = " ".join(str(data.get("message") or error.get("message") or "").split())[:200]
    if "AccessDenied" in str(data.get("name")) or "AccessError" in str(data.get("name")):
        return RefusedError(_DENIED, f"Odoo refuse l’accès : {said}")
    return RefusedError(_REFUSED, f"Odoo refuse : {said}")
