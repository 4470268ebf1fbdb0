"""Entries of the timeline about documents, sales and the terms of an invoice, in words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.desk import telling
from encours.desk.visits import Visit
from encours.records.experiments.models import Entered
from encours.records.history.models import Leaf
from encours.records.messages.channels import ChannelChoice
from encours.records.parties.models import Attachment
from encours.records.receivables.models import ReceivablePast
from encours.records.sales.models import Order
from encours.words import amounts, days
from encours.words.languages import nearest
from encours.words.masking import masked
from encours.words.risk import GRADES
from encours.words.signals import WARNINGS, signal

_Entry = dict[str, Any]


def document_kind(code: str) -> str:
    """What a document is."""
    return {
        "invoice": _("Copie de facture"),
        "order": _("Bon de commande"),
        "delivery": _("Preuve de livraison"),
        "contract": _("Contrat ou conditions"),
        "exchange": _("Échange"),
        "other": _("Autre document"),
    }.get(code, code)


def order_state(code: str) -> str:
    """Where an order stands."""
    return {
        "open": _("à livrer ou à facturer"),
        "delivered": _("livrée"),
        "invoiced": _("facturée"),
        "cancelled": _("annulée"),
    }.get(code, code)


def deal_stage(code: str) -> str:
    """Where a deal stands."""
    return {
        "lead": _("piste"),
        "qualified": _("qualifiée"),
        "proposed": _("offre remise"),
        "negotiating": _("en négociation"),
        "won": _("gagnée"),
        "lost": _("perdue"),
    }.get(code, code)


def of_document(row: Leaf, visit: Visit) -> _Entry:
    """A document added or taken out."""
    facts = _facts(row)
    told = {
        "title": telling.act_name(row.entry.act),
        "detail": str(facts.get("title", "")),
        "icon": "file-text",
        "who": telling.author_name(row.entry.author),
    }
    if facts.get("document") and not facts.get("removed"):
        told["url"] = reverse("open_document", args=[facts["document"]])
    return told


def of_attachment(row: Attachment, visit: Visit) -> _Entry:
    """A document of an invoice."""
    return {
        "title": document_kind(row.kind),
        "detail": row.title + (f" · {_('retiré du dossier')}" if row.removed_at else ""),
        "icon": "file-text",
        "who": row.by,
        "url": "" if row.removed_at else reverse("open_document", args=[row.pk]),
    }


def of_order(row: Order, visit: Visit) -> _Entry:
    """An order on the day it was given, whenever the house learnt of it."""
    parts = [row.number, amounts.money(row.amount_cents, row.currency, _language()), order_state(row.state)]
    return {
        "title": _("Commande"),
        "detail": " · ".join([*parts, *([row.label] if row.label else [])]),
        "icon": "building",
        "tone": "quiet",
        "who": row.by,
    }


def of_sales(row: Leaf, visit: Visit) -> _Entry:
    """An order, a deal, a campaign, or what sales were told."""
    facts = _facts(row)
    given = str(facts.get("signal", ""))
    told = signal(given)
    title = told if row.entry.act == "signal_sales" else telling.act_name(row.entry.act)
    parts = [*_parts(facts, visit), told if told != title else ""]
    return {
        "title": title,
        "detail": " · ".join(part for part in parts if part),
        "icon": "alert-triangle" if given in WARNINGS else "building",
        "tone": "watch" if given in WARNINGS else "quiet",
        "who": telling.author_name(row.entry.author),
    }


def _parts(facts: Mapping[str, Any], visit: Visit) -> list[str]:
    changed = facts.get("changed") or {}
    currency = changed.get("currency") or facts.get("currency") or visit.creditor.currency
    amount = changed.get("amount_cents", facts.get("amount_cents"))
    return [
        str(changed.get("number") or changed.get("name") or facts.get("campaign") or ""),
        "" if amount is None else amounts.money(amount, currency, _language()),
        order_state(changed["state"]) if changed.get("state") else "",
        deal_stage(changed["stage"]) if changed.get("stage") else "",
        str(facts.get("reason") or ""),
    ]


def of_limit(facts: Mapping[str, Any], visit: Visit) -> str:
    """A credit limit as it was said, and what follows from it."""
    cents, currency = facts.get("limit_cents"), str(facts.get("currency") or visit.creditor.currency)
    if not visit.shows("pricing"):
        said = _("masqué")
    else:
        said = _("aucune limite") if cents is None else amounts.money(cents, currency, _language())
    until = facts.get("until_on")
    parts = [
        said,
        _("jusqu’au %(day)s") % {"day": days.day(date.fromisoformat(until), _language())} if until else "",
        signal(str(facts.get("signal", ""))),
    ]
    return " · ".join(part for part in parts if part)


def of_risk(facts: Mapping[str, Any], visit: Visit) -> str:
    """The grade that a person kept, the one that the facts called for where it is another, and why."""
    if not visit.shows("pricing"):
        return _("masqué")
    grade, proposed = str(facts["grade"]), str(facts["proposed"])
    parts = [
        str(GRADES[grade]),
        _("proposé : %(name)s") % {"name": GRADES[proposed]} if grade != proposed else "",
        visit.free_text(masked(str(facts.get("reason", "")))),
    ]
    return " · ".join(part for part in parts if part)


def of_terms(row: ReceivablePast, visit: Visit) -> _Entry:
    """What an invoice said before it was changed."""
    before = [_("échéance au %(day)s") % {"day": days.day(row.due_on, _language())}]
    if row.po_number:
        before.append(_("commande %(number)s") % {"number": row.po_number})
    return {
        "title": _("Facture précisée"),
        "detail": _("auparavant : %(before)s") % {"before": ", ".join(before)},
        "icon": "edit",
    }


def of_experiment(row: Entered, _visit: Visit) -> _Entry:
    """A customer drawn for an arm of an experiment."""
    arms = {"champion": _("suit le champion"), "challenger": _("suit le challenger")}
    return {
        "title": _("Entré dans l’expérience %(name)s") % {"name": row.experiment.name},
        "detail": arms[row.arm],
        "icon": "scale",
        "url": reverse("experiment", args=[row.experiment_id]),
    }


def of_channel(row: ChannelChoice, _visit: Visit) -> _Entry:
    """By which channel a customer is written to from then on, and who or what said so."""
    by_person = row.how == "person"
    channel = {"email": _("Écrire par e-mail"), "letter": _("Écrire par courrier")}
    return {
        "title": channel.get(row.channel, _("Écrire par le canal de chaque étape")),
        "detail": row.reason if by_person else _("d’après ce qu’il a répondu et payé"),
        "icon": "mail",
        "url": reverse("approach", args=[row.customer_id]),
        "who": telling.author_name(row.by),
    }


def _facts(row: Leaf) -> Mapping[str, Any]:
    if row.content is None:
        return {"title": _("Contenu effacé.")}
    found: Mapping[str, Any] = json.loads(row.content)["facts"]
    return found


def _language() -> str:
    return nearest(get_language())
