"""What colleagues say about a case: notes, threads, questions and their answers."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import ask_colleague as asking
from encours.acts import note as noting
from encours.acts.noticing import members
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.authors import names_of
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work import forms
from encours.records.cases.models import Note
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.work.models import Task
from encours.words.masking import masked

_BOTH = ("GET", "POST")
_THREAD = 200


@visiting(right=("collect", "note"), methods=_BOTH, subject=Customer.objects)
def add_note(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write a note on the timeline, for the team or also for the customer."""
    ask = Ask(
        title=_("Ajouter une note"),
        lead=customer.name,
        verb=_("Ajouter la note"),
        back=reverse("customer", args=[customer.pk]),
        done=_("La note est au fil du dossier."),
    )
    return act_page(
        request,
        ask,
        forms.Note,
        lambda values: noting.add_note(
            customer,
            text=values["text"],
            audience=values["audience"] or "internal",
            author=visit.author,
            at=visit.at,
        ),
        {"audience": "internal"},
    )


@visiting(right=("collect", "note"), methods=_BOTH, subject=Note.objects.select_related("customer"))
def thread(request: DeskRequest, visit: Visit, note: Note) -> HttpResponse:
    """Show a note with its answers, and take one more."""
    first = note.reply_to or note
    ask = Ask(
        title=_("Fil de la note"),
        lead=note.customer.name,
        verb=_("Répondre"),
        back=reverse("thread", args=[first.pk]),
        done=_("La réponse est au fil du dossier."),
    )
    if request.method == "POST":
        return act_page(
            request,
            ask,
            forms.Answer,
            lambda values: noting.add_note(
                note.customer,
                text=values["text"],
                audience=first.audience,
                reply_to=note,
                author=visit.author,
                at=visit.at,
            ),
        )
    answers = Note.objects.seen(visit.sight).filter(reply_to=first).order_by("pk")[:_THREAD]
    notes = [first, *answers]
    names = names_of({one.by for one in notes})
    said = [(one, names[one.by], visit.free_text(masked(one.text))) for one in notes]
    return render(
        request, "work/thread.html", {"ask": ask, "said": said, "note": first, "form": forms.Answer()}
    )


@visiting(right=("collect", "note"), methods=_BOTH, subject=Customer.objects)
def ask_colleague(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Put a question to a colleague; it stands on that person's work list until answered."""
    ask = Ask(
        title=_("Demander à un collègue"),
        lead=customer.name,
        verb=_("Demander"),
        back=reverse("customer", args=[customer.pk]),
        done=_("La question est posée : elle est au fil du client, et à faire par la personne choisie."),
    )
    people = {one.user_id: one.user for one in members(visit.creditor.pk, on=visit.on)}
    people.pop(visit.person.pk, None)
    # Nobody is chosen beforehand but who answers for the customer: a question to the wrong person is soon sent.
    choices = [("", "—"), *((str(key), user.name or user.email) for key, user in people.items())]
    owner = getattr(getattr(customer, "assignment", None), "owner_id", None)
    return act_page(
        request,
        ask,
        lambda *given, **named: forms.Question(*given, people=choices, **named),
        lambda values: asking.ask_colleague(
            customer,
            person=people[int(values["person"])],
            text=values["text"],
            due_on=values["due_on"],
            author=visit.author,
            at=visit.at,
        ),
        {"person": owner, "due_on": visit.on + timedelta(days=2)},
    )


@visiting(methods=_BOTH, subject=Task.objects.select_related("customer"))
def answer_task(request: DeskRequest, visit: Visit, task: Task) -> HttpResponse:
    """Answer what a colleague asked; whoever sees the case may, and the answer is a note of it."""
    if task.done_at is not None and request.method != "POST":
        raise Http404
    asker = User.objects.filter(email=task.by).values_list("name", flat=True).first() or task.by
    question = visit.free_text(masked(task.text))
    ask = Ask(
        title=_("Répondre à %(who)s") % {"who": asker},
        lead=f"{task.customer.name} · {question}",
        verb=_("Répondre"),
        back=reverse("work_list"),
        done=_("La réponse est au fil du dossier, et la question est close."),
        version=task.version,
    )
    return act_page(
        request,
        ask,
        forms.Answer,
        lambda values: asking.answer_task(
            task, text=values["text"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
