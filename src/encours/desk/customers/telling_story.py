"""One entry of the timeline in words: what happened, to what, by whom, with what result."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.desk import matched, telling
from encours.desk.customers import telling_cash, telling_file, telling_mail
from encours.desk.customers.forms import Contact, EditCustomer
from encours.desk.customers.knowing import role_name
from encours.desk.customers.sparing import hold_name
from encours.desk.customers.story_sources import DOCUMENTS, SALES
from encours.desk.promises import telling as promises
from encours.desk.visits import Visit
from encours.desk.work.calling import entry_of_call
from encours.records.cases.models import Hold, Note
from encours.records.cash.models import Application, Payment
from encours.records.disputes.models import Dispute
from encours.records.history.models import Leaf
from encours.records.people.classes import TAGGED
from encours.words import amounts, days, hiding
from encours.words.languages import nearest
from encours.words.masking import masked

_Entry = dict[str, Any]


def entry(kind: str, row: Any, on: date, visit: Visit) -> _Entry:
    """One row of a source as the skin's timeline takes it, without what the visit does not show."""
    told = _TELLERS[kind](row, visit)
    told["detail"] = visit.free_text(told.get("detail", ""))
    return {"when": days.day_long(on, _language()), "tone": "quiet"} | told


def _language() -> str:
    return nearest(get_language())


def _money(cents: int, currency: str) -> str:
    return amounts.money(cents, currency, _language())


def _payment(row: Payment, visit: Visit) -> _Entry:
    moved = telling_cash.of_moved(row, visit)
    if moved is not None:
        return moved
    settled = [
        _("%(amount)s sur %(invoice)s")
        % {"amount": _money(one.amount_cents, row.currency), "invoice": one.receivable.number}
        for one in row.settled
    ]
    source = _("comptabilité") if row.source == "ledger" else _("banque")
    out = _("doublon écarté") if row.same_as_id else _("absent du dernier fichier")
    gone = [out] if row.gone_on else []
    return {
        "title": _("Paiement de %(amount)s") % {"amount": _money(row.amount_cents, row.currency)},
        "detail": " · ".join([*(part for part in (row.label, ", ".join(settled)) if part), *gone]),
        "icon": "coin",
        "tone": "ok",
        "who": source,
    }


def _application(row: Application, visit: Visit) -> _Entry:
    facts = {
        "amount": _money(abs(row.amount_cents), row.receivable.currency),
        "invoice": row.receivable.number,
        "credit": row.credit_note.number if row.credit_note else "",
    }
    if row.amount_cents < 0:
        title = _("Affectation annulée : %(amount)s de nouveau dus sur %(invoice)s") % facts
    elif row.credit_note:
        title = _("Avoir %(credit)s : %(amount)s déduits de %(invoice)s") % facts
    elif row.given_up:
        title = _given_up(row.given_up) % facts
    else:
        title = _("%(amount)s affectés sur %(invoice)s") % facts
    tone, icon = ("watch", "arrow-back-up") if row.amount_cents < 0 else ("ok", "link")
    why = matched.application_reason(row) if row.source != "ledger" else ""
    return {"title": title, "detail": why, "icon": icon, "tone": tone, "url": _invoice(row.receivable_id)}


def _given_up(kind: str) -> str:
    return {
        "discount": _("Escompte : %(amount)s sur %(invoice)s"),
        "charge": _("Frais bancaires : %(amount)s abandonnés sur %(invoice)s"),
    }.get(kind, _("Écart accepté : %(amount)s sur %(invoice)s"))


def _hold(row: Hold, visit: Visit) -> _Entry:
    until = (
        _("jusqu’au %(day)s") % {"day": days.day(row.until_on, _language())}
        if row.until_on
        else _("sans date de fin")
    )
    what = row.receivable.number if row.receivable else _("tout le client")
    return {
        "title": _("%(what)s, %(until)s") % {"what": hold_name(row.kind), "until": until},
        "detail": f"{what} · {row.reason}",
        "icon": "player-pause",
        "tone": "watch",
        "who": row.by,
    }


def _dispute(row: Dispute, visit: Visit) -> _Entry:
    facts = {
        "amount": _money(row.amount_cents, row.receivable.currency),
        "invoice": row.receivable.number,
    }
    return {
        "title": _("Litige de %(amount)s sur %(invoice)s") % facts,
        "detail": row.reason,
        "icon": "scale",
        "tone": "watch",
        "who": row.by,
        "url": _invoice(row.receivable_id),
    }


def _note(row: Note, visit: Visit) -> _Entry:
    named = _("Note sur %(invoice)s") % {"invoice": row.receivable.number} if row.receivable else _("Note")
    titles = {
        (False, False): named,
        (True, False): _("Réponse à une note"),
        (False, True): _("%(note)s, visible du client") % {"note": named},
        (True, True): _("Réponse à une note, visible du client"),
    }
    title = titles[row.reply_to_id is not None, row.audience == "external"]
    talks = visit.may("collect") or visit.may("note")
    return {
        "title": title,
        "detail": masked(row.text),
        "icon": "note",
        "tone": "info",
        "who": row.by,
        "url": reverse("thread", args=[row.reply_to_id or row.pk]) if talks else "",
    }


def _leaf(row: Leaf, visit: Visit) -> _Entry:
    act = row.entry.act
    if act in DOCUMENTS:
        return telling_file.of_document(row, visit)
    if act in SALES:
        return telling_file.of_sales(row, visit)
    return {
        "title": telling.act_name(act),
        "detail": _changes(act, row.content, visit) or _cause(row),
        "icon": telling.ICONS.get(act, "history"),
        "who": telling.author_name(row.entry.author),
    }


def _cause(row: Leaf) -> str:
    return row.entry.cause.removeprefix("file ") if row.entry.cause != "desk" else ""


def _changes(act: str, content: str | None, visit: Visit) -> str:
    """What an edit changed, field by field; an erased leaf says so."""
    if content is None:
        return _("Contenu effacé.")
    facts: Mapping[str, Any] = json.loads(content)["facts"]
    if act in _IN_WORDS:
        return _IN_WORDS[act](facts, visit)
    if "scenario_version" in facts:
        return _("version %(n)s") % {"n": facts["scenario_version"]}
    return _fields(act, facts, visit)


def _fields(act: str, facts: Mapping[str, Any], visit: Visit) -> str:
    changed = facts.get("changed") or facts.get("contact") or {}
    if not isinstance(changed, dict):
        return ""
    labels = {**EditCustomer.base_fields, **Contact.base_fields}
    before = facts.get("before") or {}
    return " · ".join(
        f"{labels[name].label if name in labels else name}{_(' : ')}"
        + (hiding.masked() if not visit.shows(*_classes(act, name)) else _from_to(before.get(name), value))
        for name, value in changed.items()
        if value not in ("", None)
    )


def _invoice_terms(facts: Mapping[str, Any], _visit: Visit) -> str:
    return " · ".join(str(facts[name]) for name in ("invoice", "due_on", "po_number") if facts.get(name))


def _factor(facts: Mapping[str, Any], _visit: Visit) -> str:
    return " · ".join(str(facts[name]) for name in ("invoice", "factor", "factored_on") if facts.get(name))


def _group(facts: Mapping[str, Any], _visit: Visit) -> str:
    return str(facts.get("name", ""))


def _heading(facts: Mapping[str, Any], _visit: Visit) -> str:
    name = str(facts.get("name", ""))
    if facts.get("at_head"):
        return _("%(name)s : les relances de courtoisie partent en un seul e-mail à sa tête") % {"name": name}
    return _("%(name)s : chaque membre est de nouveau relancé à part") % {"name": name}


def _one_customer(facts: Mapping[str, Any], _visit: Visit) -> str:
    """The other customer of a merging, and why."""
    account = next(
        (facts[name] for name in ("absorbed", "into", "parted") if isinstance(facts.get(name), str)), ""
    )
    return f"{facts.get('name', '')} ({account}){_(' : ')}{facts.get('reason', '')}"


def _double(facts: Mapping[str, Any], _visit: Visit) -> str:
    """Which one was set aside or put back, which one stays, and why."""
    double, kept = facts.get("double"), facts.get("kept")
    pair = f"{double} → {kept}" if double and isinstance(kept, str) else str(double or "")
    return " · ".join(part for part in (pair, str(facts.get("reason", ""))) if part)


def _step_task(facts: Mapping[str, Any], visit: Visit) -> str:
    """What the scenario had asked, and what came of it."""
    what = telling.step_name(str(facts.get("kind", "")))
    return f"{what}{_(' : ')}{visit.free_text(masked(str(facts.get('text', ''))))}"


def _question(facts: Mapping[str, Any], visit: Visit) -> str:
    """Who was asked what, for when; or the answer awaited no more."""
    if not facts.get("asked"):
        return ""
    return _("à %(who)s, pour le %(day)s : « %(text)s »") % {
        "who": telling.author_name(str(facts["asked"])),
        "day": days.day(date.fromisoformat(str(facts["due_on"])), _language()),
        "text": visit.free_text(masked(str(facts.get("text", "")))),
    }


_IN_WORDS: dict[str, Callable[[Mapping[str, Any], Visit], str]] = {
    "edit_receivable": _invoice_terms,
    "assign_invoice": _factor,
    "take_back_invoice": _factor,
    "set_aside_double": _double,
    "put_back_double": _double,
    "stop": telling_mail.of_stop,
    "credit_limit": telling_file.of_limit,
    "assess_risk": telling_file.of_risk,
    "merge_customers": _one_customer,
    "undo_merging": _one_customer,
    "make_group": _group,
    "join_group": _group,
    "leave_group": _group,
    "write_at_head": _heading,
    "do_step_task": _step_task,
    "ask": _question,
    **dict.fromkeys(("approve", "refuse_messages", "send_back", "resubmit"), telling_mail.of_decision),
}


def _classes(act: str, name: str) -> tuple[str, ...]:
    """The classes of a field that an edit changed."""
    tags = TAGGED["parties.Contact" if act.endswith("_contact") else "parties.Customer"]
    return (tags[name],) if tags.get(name) else ()


def _from_to(before: Any, value: Any) -> str:
    value = role_name(str(value))  # a contact's role is kept by its code
    return f"{role_name(str(before))} → {value}" if before else value


def _invoice(key: int) -> str:
    return reverse("invoice", args=[key])


_TELLERS: dict[str, Callable[[Any, Visit], _Entry]] = {
    "delivery": telling_mail.of_delivery,
    "bounce": telling_mail.of_bounce,
    "received": telling_mail.of_received,
    "answered": telling_mail.of_answer,
    "payment": _payment,
    "application": _application,
    "order": telling_file.of_order,
    "hold": _hold,
    "dispute": _dispute,
    "note": _note,
    "call": entry_of_call,
    "promise": promises.entry_of_promise,
    "entered": telling_file.of_experiment,
    "channel": telling_file.of_channel,
    "stop": telling_mail.of_paid,
    "leaf": _leaf,
    "use": _application,
    "attachment": telling_file.of_attachment,
    "past": telling_file.of_terms,
}
