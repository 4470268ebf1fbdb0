"""Captured documents at the desk: found by what they say, whatever the way they came."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.desk.customers.telling_file import document_kind
from encours.desk.documents.finding import answered
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting

_LONGEST, _DIGITS = 200, 3


@visiting()
def documents(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the documents that hold the words typed; the latest where none is."""
    typed = request.GET.get("q", "").strip()[:_LONGEST]
    page = request.GET.get("page", "1")
    answer = answered(typed, visit, int(page) if page.isdecimal() and len(page) <= _DIGITS else 1)
    context = {
        "typed": typed,
        "answer": answer,
        "kind_of": document_kind,
        "state_of": _states().get,
        "previous": {"page": answer.page - 1} if answer.page > 1 else None,
        "next": {"page": answer.page + 1} if answer.page < answer.pages else None,
    }
    return render(request, "documents/list.html", context)


def _states() -> dict[str, tuple[str, str]]:
    """What is said of a document whose words are not there."""
    return {
        "waiting": (_("pas encore lu : dans quelques secondes"), "quiet"),
        "empty": (_("sans texte (image ou scan) : trouvé à son nom seul"), "watch"),
        "unreadable": (_("illisible : trouvé à son nom seul"), "watch"),
    }
