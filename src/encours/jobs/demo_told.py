"""What the demo says of its day: counts, sums, what was stopped and why, and the proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.jobs.opening import home, language, now
from encours.records.frames.invariants import breaches
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.runs.models import Run
from encours.words.amounts import money
from encours.words.days import day_long
from encours.words.reason_labels import STEPS
from encours.words.reasons import sentence

Say = Callable[[str], object]


def tell_sent(counts: Mapping[str, int], say: Say) -> None:
    """Say how many messages were stopped at the gate, wait, and were rendered without leaving."""
    say(
        "  "
        + ", ".join(
            (
                ngettext(
                    "%(count)s message arrêté à la porte",
                    "%(count)s messages arrêtés à la porte",
                    counts["stopped"],
                )
                % {"count": counts["stopped"]},
                _("%(count)s en attente") % {"count": counts["waiting"]},
                ngettext("%(count)s rendu sans partir", "%(count)s rendus sans partir", counts["shadowed"])
                % {"count": counts["shadowed"]},
            )
        )
    )


def tell_stopped(creditor: Creditor, today: date, say: Say) -> None:
    """Say of the first three messages stopped today why they were."""
    stopped = Message.objects.filter(creditor=creditor, state="stopped", planned_on=today)
    for message in stopped.select_related("customer")[:3]:
        facts = message.held_facts | {"currency": message.currency}
        why = sentence(message.held_reason, facts, language())
        say(_("    %(customer)s : %(why)s") % {"customer": message.customer.name, "why": why})


def tell_day(creditor: Creditor, run: Run, say: Say) -> None:
    """Say what is owed, what is overdue, and what the day proposes, step by step."""
    figures = run.figures

    def said(name: str) -> str:
        return money(figures[name], figures["currency"], language())

    say("")
    say(_("La journée du %(day)s") % {"day": day_long(run.on, language())})
    say(
        _("  encours %(outstanding)s, dont échu %(overdue)s (%(items)s postes)")
        % {
            "outstanding": said("outstanding_cents"),
            "overdue": said("overdue_cents"),
            "items": figures["overdue_items"],
        }
    )
    say(
        ngettext(
            "  %(count)s message proposé pour %(amount)s :",
            "  %(count)s messages proposés pour %(amount)s :",
            figures["proposals"],
        )
        % {"count": figures["proposals"], "amount": said("proposed_cents")}
    )
    waiting = Message.objects.filter(creditor=creditor, state__in=("proposed", "approved"))
    for step, count in sorted(Counter(waiting.values_list("step_code", flat=True)).items()):
        say(_("    %(step)s : %(count)s") % {"step": STEPS.get(step, step), "count": count})


def prove(creditor: Creditor, say: Say) -> None:
    """Seal the history, read it all again, and say what was found."""
    seal(creditor.pk, at=now(), home=home())
    report = verify(creditor.pk, home=home())
    broken = list(breaches())
    say("")
    say(
        _(
            "Historique vérifié : %(leaves)s feuilles, %(facts)s faits et %(files)s fichiers relus, %(found)s écart."
        )
        % {
            "leaves": report.leaves,
            "facts": report.facts,
            "files": report.files,
            "found": len(report.findings),
        }
    )
    say(_("Invariants : %(broken)s rompu.") % {"broken": len(broken)})
    say(_("Boîte d'envoi (rien n'en part) : %(folder)s") % {"folder": home() / "outbox"})
