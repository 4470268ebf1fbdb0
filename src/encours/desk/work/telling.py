"""A line of the work list in words: what it is about, why it stands there, and the verbs that end its waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.core.work.ranking import LARGE_CENTS
from encours.desk import telling
from encours.desk.policies.caring import said_of_review
from encours.desk.promises.broken import said_of_broken
from encours.desk.proposals.telling import token
from encours.desk.requests.telling import asked
from encours.desk.visits import Visit
from encours.desk.work.calling import said_of_callback
from encours.desk.work.kinds import ICONS, kind_name
from encours.desk.work.listing import Line
from encours.desk.work.rows import customer_of
from encours.desk.work.step_tasks import said_of_step_task
from encours.words import amounts, days
from encours.words.addresses import address
from encours.words.languages import nearest
from encours.words.masking import masked
from encours.words.reasons import sentence


@dataclass(frozen=True, slots=True)
class Verb:
    """One key and what it does: a page to open, or (`posts`) a form to send with these fields."""

    key: str
    label: str
    url: str
    posts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A line as the page shows it."""

    kind: str
    label: str
    icon: str
    title: str
    detail: str
    why: str
    amount: str
    url: str
    customer_id: int | None
    due: bool
    verbs: list[Verb]


def told(line: Line, visit: Visit) -> Told:
    """One line in the reader's language."""
    title, detail, url, verbs = _TELLERS[line.rank.candidate.kind](line, visit)
    about, rank = customer_of(line.found.row), line.rank
    return Told(
        kind=rank.candidate.kind,
        label=kind_name(rank.candidate.kind),
        icon=ICONS[rank.candidate.kind],
        title=title,
        detail=visit.free_text(masked(detail[:1].upper() + detail[1:])),
        why=_why(line),
        amount=_amount(line) if rank.candidate.amount_cents else "",
        url=url,
        customer_id=about.pk if about else None,
        due=rank.candidate.due,
        verbs=[*verbs, *_common(line, visit)],
    )


def _language() -> str:
    return nearest(get_language())


def _amount(line: Line) -> str:
    return amounts.money(line.rank.candidate.amount_cents, line.rank.candidate.currency, _language())


def _why(line: Line) -> str:
    """The figures of its rank: 1 200 € × 40 % en 3 min."""
    rank = line.rank
    facts = {
        "amount": _amount(line),
        "percent": amounts.percent(Decimal(rank.percent), _language()),
        "minutes": rank.minutes,
        "score": amounts.money(rank.score_cents, rank.candidate.currency, _language()),
    }
    if not rank.candidate.amount_cents:
        return ngettext("%(minutes)s min", "%(minutes)s min", rank.minutes) % facts
    if rank.by_age:
        late = amounts.days(max(rank.candidate.days_late, 0), _language())
        return _(
            "%(amount)s × %(percent)s attendus à %(late)s de retard, en %(minutes)s min : %(score)s la minute"
        ) % {**facts, "late": late}
    return _("%(amount)s × %(percent)s en %(minutes)s min, soit %(score)s la minute") % facts


_Said = tuple[str, str, str, list[Verb]]


def _message(line: Line, visit: Visit) -> _Said:
    row, kind = line.found.row, line.rank.candidate.kind
    detail = _("%(step)s par %(channel)s") % {
        "step": telling.step_name(row.step_code),
        "channel": telling.channel_name(row.channel),
    }
    if row.held_reason:
        detail += f" · {sentence(row.held_reason, row.held_facts, _language())}"
    verbs = []
    if kind == "approve" and visit.may("approve"):
        verbs.append(Verb("a", _("Approuver"), address("approve"), {"message": token(row)}))
    if kind == "uncertain" and visit.may("send"):
        answer = address("answer_uncertain", row.pk)
        version = {"version": str(row.version)}
        verbs += [
            Verb("p", _("Parti"), answer, {"gone": "yes", **version}),
            Verb("r", _("Pas parti"), answer, {"gone": "no", **version}),
        ]
    if kind == "recalled" and (visit.may("collect") or visit.may("send")):
        answer, letter = address("answer_recalls"), {"letter": str(row.ending_key)}
        verbs += [
            Verb("p", _("Parti"), answer, {"found": "gone", **letter}),
            Verb("r", _("Retiré de la pile"), answer, {"found": "taken_out", **letter}),
        ]
    if kind not in {"uncertain", "recalled"} and visit.may("collect"):
        verbs.append(Verb("d", _("Déplacer"), address("move", row.pk)))
    return row.customer.name, detail, address("proposal", row.pk), verbs


def _line(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    title = row.counterparty or row.wording[:80] or _("Sans nom")
    detail = _("reçu le %(day)s") % {"day": days.day(row.booked_on, _language())}
    verbs = [Verb("z", _("Écarter"), address("set_aside", row.pk))] if visit.may("cash") else []
    return visit.free_text(title), detail, address("bank_line", row.pk), verbs


def _receivable(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    detail = _("%(label)s, le %(day)s") % {
        "label": row.label or row.number,
        "day": days.day(row.issued_on, _language()),
    }
    return row.customer.name, detail, address("invoice", row.pk), []


def _dispute(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    detail = _("Facture %(number)s : %(reason)s, depuis le %(day)s") % {
        "number": row.receivable.number,
        "reason": row.reason,
        "day": days.day(row.opened_on, _language()),
    }
    verbs = [Verb("c", _("Clore"), address("close_dispute", row.pk))] if visit.may("collect") else []
    return row.customer.name, detail, address("invoice", row.receivable_id), verbs


def _task(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    detail = _("%(who)s demande, pour le %(day)s : %(text)s") % {
        "who": row.asker or row.by,
        "day": days.day(row.due_on, _language()),
        "text": row.text,
    }
    answer = address("answer_task", row.pk)
    return (
        row.customer.name,
        detail,
        address("customer", row.customer_id),
        [Verb("r", _("Répondre"), answer)],
    )


def _customer(line: Line, visit: Visit) -> _Said:
    kind, customer = line.rank.candidate.kind, line.found.row
    late = amounts.days(line.rank.candidate.days_late, _language())
    page = address("customer", customer.pk)
    if kind == "address":
        detail = _("Ni e-mail ni adresse : la relance ne peut pas partir ; %(late)s de retard") % {
            "late": late
        }
        verbs = [Verb("e", _("Ajouter un contact"), address("add_contact", customer.pk))]
    elif kind == "terms":
        detail = _("Conditions seulement supposées : rien de ferme ne part ; %(late)s de retard") % {
            "late": late
        }
        verbs = [
            Verb("t", _("Délai"), address("confirm_customer_terms", customer.pk)),
            Verb("g", _("Régime"), address("confirm_customer_regime", customer.pk)),
        ]
    else:
        large = line.rank.candidate.amount_cents >= LARGE_CENTS
        why = _("encours échu important") if large else _("plus aucune relance prévue")
        detail = _("%(why)s, %(late)s de retard") % {"why": why, "late": late}
        verbs = []
    return customer.name, detail, page, verbs if visit.may("collect") else []


def _document(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    came = _("reçu : le vérifier, puis clore") if row.state == "received" else _("attendu depuis le %(day)s")
    detail = f"{asked(row)}, {came % {'day': days.day(row.due_on, _language())}}"
    return row.customer.name, detail, address("document_request", row.pk), []


def _callback(line: Line, visit: Visit) -> _Said:
    row, customer = line.found.row, line.found.row.customer
    said = said_of_broken(row) if line.rank.candidate.kind == "promise" else said_of_callback(row)
    again = Verb("c", _("Noter l’appel"), address("log_call", customer.pk))
    return customer.name, said, address("customer", customer.pk), [again]


def _asked_by_scenario(line: Line, visit: Visit) -> _Said:
    row = line.found.row
    verbs = [Verb("f", _("Dire ce qui a été fait"), address("do_step_task", row.pk))]
    if row.kind == "call":
        verbs.append(Verb("c", _("Noter l’appel"), address("log_call", row.customer_id)))
    detail = said_of_step_task(row)
    return (
        row.customer.name,
        detail,
        address("customer", row.customer_id),
        verbs if visit.may("collect") else [],
    )


def _reread(line: Line, visit: Visit) -> _Said:
    title, detail, page = said_of_review(line.found.row)
    return title, detail, page, []


def _confirm(line: Line, visit: Visit) -> _Said:
    title = {
        1: _("Délai de paiement usuel"),
        2: _("Vos clients sont-ils des entreprises ?"),
        3: _("Taux des pénalités du semestre"),
    }[line.rank.candidate.key]
    return title, _("Supposé : tant que personne ne l’a dit, rien de ferme ne part."), address("policies"), []


def _review(line: Line, visit: Visit) -> _Said:
    standing = line.found.row
    detail = (
        _("une revue est ouverte : la décider et la signer")
        if standing.open
        else _("la dernière a plus de %(n)s mois") % {"n": standing.months}
    )
    return _("Qui a accès, à quoi"), detail, address("access_reviews"), []


def _factor(line: Line, visit: Visit) -> _Said:
    detail = _("votre mot de passe seul ouvre Encours")
    return _("Ajouter un second facteur"), detail, address("account"), []


def _common(line: Line, visit: Visit) -> list[Verb]:
    """What can be done about any customer."""
    customer = customer_of(line.found.row)
    if customer is None:
        return []
    verbs = []
    if visit.may("collect") or visit.may("note"):
        verbs.append(Verb("n", _("Note"), address("add_note", customer.pk)))
        verbs.append(Verb("q", _("Demander"), address("ask_colleague", customer.pk)))
    if visit.may("collect"):
        verbs.append(Verb("s", _("Suspendre"), address("hold_customer", customer.pk)))
    return verbs


_TELLERS: dict[str, Callable[[Line, Visit], _Said]] = {
    "task": _task,
    "approve": _message,
    "uncertain": _message,
    "recalled": _message,
    "held": _message,
    "apply": _line,
    "returned": _receivable,
    "dispute": _dispute,
    "address": _customer,
    "terms": _customer,
    "call": _customer,
    "callback": _callback,
    "promise": _callback,
    "step": _asked_by_scenario,
    "reread": _reread,
    "confirm": _confirm,
    "document": _document,
    "review": _review,
    "factor": _factor,
}
