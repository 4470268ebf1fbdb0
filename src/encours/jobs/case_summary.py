"""What a person reads of an exported case: LISEZMOI.txt in French, README.txt in English."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from encours.words.amounts import money
from encours.words.days import day, day_long

if TYPE_CHECKING:
    from encours.records.history.export import Case

_FILES: Final = {"fr": "LISEZMOI.txt", "en": "README.txt"}

_HEAD: Final = {
    "fr": """DOSSIER {account}, {name}
Créancier : {creditor}. Exporté le {on}.

Vérifier ce dossier, hors ligne, avec Python seul : python3 -I -S verify.py
La racine signée compte {size} feuilles : {root}
La clé publique (public_key.txt) est celle qu'affiche « encours verify » chez le créancier : {key}
leaves.jsonl : ce que chaque acte a scellé.  proofs.jsonl : la preuve que chaque feuille est dans l'arbre.
roots.jsonl : les racines, enchaînées et signées.  rows.jsonl : les faits.  files/ : les documents envoyés.
Une feuille effacée (purge légale) ne garde que son empreinte ; l'arbre reste vérifiable.
""",
    "en": """CASE {account}, {name}
Creditor: {creditor}. Exported on {on}.

To verify this case, offline, with Python alone: python3 -I -S verify.py
The signed root counts {size} leaves: {root}
The public key (public_key.txt) is the one "encours verify" shows at the creditor's: {key}
leaves.jsonl: what each act sealed.  proofs.jsonl: the proof that each leaf is in the tree.
roots.jsonl: the roots, chained and signed.  rows.jsonl: the facts.  files/: the documents sent.
An erased leaf (lawful purge) keeps only its digest; the tree can still be verified.
""",
}
_TITLES: Final = {
    "fr": ("FACTURES ET AVOIRS", "ENCAISSEMENTS", "ENVOIS", "NOTES", "HISTORIQUE"),
    "en": ("INVOICES AND CREDIT NOTES", "PAYMENTS", "DELIVERIES", "NOTES", "HISTORY"),
}
_ITEM: Final = {
    "fr": "{number} : {amount}, émise le {issued}, échéance le {due}",
    "en": "{number}: {amount}, issued on {issued}, due on {due}",
}
_PAID: Final = {"fr": "{on} : {amount} ({source})", "en": "{on}: {amount} ({source})"}
_SENT: Final = {
    "fr": "{on} : {channel} à {recipient}, {state} : {subject} (SHA-256 {document_sha256})",
    "en": "{on}: {channel} to {recipient}, {state}: {subject} (SHA-256 {document_sha256})",
}
_STATES: Final = {
    "fr": {
        "delivered": "remis",
        "posted": "posté le {ended}",
        "recalled": "rappelé le {ended} avant d’être posté : jamais parti",
        "gone": "rappelé le {ended}, mais déjà parti",
        "shadowed": "composé en mode ombre, jamais parti",
        "refused": "refusé",
        "uncertain": "remis sans accusé",
    },
    "en": {
        "delivered": "delivered",
        "posted": "posted on {ended}",
        "recalled": "recalled on {ended} before it was posted: never sent",
        "gone": "recalled on {ended}, but already gone",
        "shadowed": "composed in shadow mode, never sent",
        "refused": "refused",
        "uncertain": "handed over without receipt",
    },
}
_CHANNELS: Final = {
    "fr": {"email": "courriel", "letter": "lettre"},
    "en": {"email": "e-mail", "letter": "letter"},
}
_SOURCES: Final = {
    "fr": {"ledger": "comptabilité", "bank": "banque"},
    "en": {"ledger": "ledger", "bank": "bank"},
}
_ERASED: Final = {"fr": "feuille {position} : effacée", "en": "leaf {position}: erased"}


def summaries(case: Case, *, at: datetime) -> dict[str, str]:
    """Write the summary in both languages, by file name; `at` is the instant of the export."""
    return {name: "\n".join(_written(case, language, at.date())) for language, name in _FILES.items()}


def _written(case: Case, language: str, on: date) -> Iterator[str]:
    creditor, last = case.customer.creditor, case.roots[-1]
    yield _HEAD[language].format(
        account=case.customer.account,
        name=case.customer.name,
        creditor=f"{creditor.name} {creditor.siren}".strip(),
        on=day_long(on, language),
        size=last.size,
        root=last.digest,
        key=last.key_id,
    )
    sections: tuple[Callable[[Case, str], Iterator[str]], ...] = (_items, _paid, _sent, _notes, _history)
    for title, section in zip(_TITLES[language], sections, strict=True):
        lines = list(section(case, language))
        if lines:
            yield "\n".join([title, *(f"- {line}" for line in lines), ""])


def _latest(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return list({row["id"]: row for row in rows}.values())


def _items(case: Case, language: str) -> Iterator[str]:
    for row in _latest(case.rows("receivables.Receivable")):
        yield _ITEM[language].format(
            number=row["number"],
            amount=money(row["amount_cents"], row["currency"], language),
            issued=_day(row["issued_on"], language),
            due=_day(row["due_on"], language),
        )


def _paid(case: Case, language: str) -> Iterator[str]:
    for row in _latest(case.rows("cash.Payment")):
        yield _PAID[language].format(
            on=_day(row["paid_on"], language),
            amount=money(row["amount_cents"], row["currency"], language),
            source=_SOURCES[language][row["source"]],
        )


def _sent(case: Case, language: str) -> Iterator[str]:
    undone = {row["ending_id"] for row in case.rows("encours_messages.PostedUndone")}
    endings = (row for row in case.rows("encours_messages.LetterEnding") if row["id"] not in undone)
    ended = {row["message_id"]: row for row in endings}
    gone = {row["ending_id"] for row in case.rows("encours_messages.RecallAnswer") if row["found"] == "gone"}
    for row in case.rows("encours_messages.Delivery"):
        ending = ended.get(row["message_id"]) if row["state"] == "delivered" else None
        state = ("gone" if ending["id"] in gone else ending["kind"]) if ending else row["state"]
        said = {
            "on": _day(row["on"], language),
            "channel": _CHANNELS[language][row["channel"]],
            "state": _STATES[language][state].format(ended=_day(ending["on"], language) if ending else ""),
        }
        yield _SENT[language].format(**{**row, **said})


def _notes(case: Case, language: str) -> Iterator[str]:
    for row in case.rows("cases.Note"):
        yield (
            f"{row['by']}\N{NO-BREAK SPACE}: {row['text']}"
            if language == "fr"
            else f"{row['by']}: {row['text']}"
        )


def _history(case: Case, language: str) -> Iterator[str]:
    """Each act that touched the customer: when, what, who, why, and what it said of the customer."""
    told = {leaf.entry_id: leaf for leaf in case.leaves if leaf.customer_id is not None}
    for head in (leaf for leaf in case.leaves if leaf.customer_id is None):
        own = told[head.entry_id]
        if head.content is None:
            yield _ERASED[language].format(position=head.position)
        else:
            act = json.loads(head.content)
            yield f"{act['at']}  {act['act']}  {act['author']}  ({act['cause']})"
        if own.content is None:
            yield "  " + _ERASED[language].format(position=own.position)
        elif facts := json.loads(own.content)["facts"]:
            yield "  " + json.dumps(facts, ensure_ascii=False)


def _day(text: str | None, language: str) -> str:
    return day(date.fromisoformat(text), language) if text else "-"
