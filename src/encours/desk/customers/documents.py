"""Documents of a customer or of one invoice: added, named where they are, opened in one click, taken out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.attach_document import LARGEST, MEDIA, attach_file, attach_link, remove_document
from encours.core.health import health_words, of_health
from encours.desk.acting import Ask, act_page
from encours.desk.customers.asking import about
from encours.desk.customers.telling_file import document_kind
from encours.desk.deciding import home
from encours.desk.giving import given
from encours.desk.visits import DeskRequest, Visit, refuse_class, visiting
from encours.formats.words_of_file import words_of_file
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.parties.models import DOCUMENT_KINDS, Attachment, Customer
from encours.records.receivables.models import Receivable

_BOTH = ("GET", "POST")
_TELLS = ("collect", "note")


def _kinds() -> list[tuple[str, str]]:
    return [(code, document_kind(code)) for code in DOCUMENT_KINDS]


class Document(forms.Form):
    """A file to keep, or the address where it is kept."""

    kind = forms.ChoiceField(label=gettext_lazy("Ce que c’est"), choices=_kinds)
    title = forms.CharField(
        label=gettext_lazy("Titre"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Vide : le nom du fichier."),
    )
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA)}),
        help_text=gettext_lazy(
            "PDF, image, tableur, texte ou message ; 20 Mo au plus. Gardé chiffré. Des mots de santé y sont cherchés ; "
            "d’une image, le nom seul est lu."
        ),
    )
    url = forms.CharField(
        label=gettext_lazy("Ou son adresse ailleurs"),
        max_length=2000,
        required=False,
        widget=forms.URLInput(),
        help_text=gettext_lazy("Dans votre GED, votre ERP ou votre boîte : un clic l’ouvrira."),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.found = self._health()
        if self.found:
            self.fields["no_health"] = forms.BooleanField(
                label=gettext_lazy("Ce document ne dit rien de la santé de quelqu’un"), required=False
            )

    def _health(self) -> tuple[str, ...]:
        """The words of the file, its name and its title that tell of health; none where it is marked already."""
        title = str(self.data.get("title", ""))
        file = self.files.get("file")
        if not self.is_bound or of_health(title):
            return ()
        if file is None or (file.size or 0) > LARGEST:
            return health_words(title)
        media_type, _begins = MEDIA.get(PurePath(file.name or "").suffix.lower(), ("", ()))
        text = words_of_file(file.read(), media_type)
        file.seek(0)
        return health_words(f"{title}\n{file.name}\n{text}")

    def clean(self) -> dict[str, object]:
        """One of the two; the mark that reserves it is suggested, the person decides."""
        told: dict[str, object] = super().clean() or {}
        if bool(told.get("file")) == bool(told.get("url")) and not self.errors:
            raise forms.ValidationError(_("Choisir un fichier, ou donner une adresse : l’un des deux."))
        if self.found and not told.pop("no_health", False):
            suggested = _(
                "Ce document semble parler de santé (« %(word)s ») : ajoutez #santé au titre pour ne l’ouvrir qu’à "
                "qui y a droit, ou cochez la case ; puis choisissez de nouveau le fichier."
            )
            self.add_error("title", suggested % {"word": self.found[0]})
        return told


@visiting(right=_TELLS, methods=_BOTH, subject=Customer.objects)
def add_document(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Put a document in a customer's file."""
    ask = about(
        customer.pk,
        _("Ajouter un document"),
        _("Ajouter le document"),
        _("Le document est au dossier."),
        lead=customer.name,
        part="documents",
    )
    return _added(request, visit, ask, customer, None)


@visiting(right=_TELLS, methods=_BOTH, subject=Receivable.objects.select_related("customer"))
def add_invoice_document(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Put a document on an invoice: its copy, its order, the proof of delivery."""
    ask = Ask(
        title=_("Ajouter un document à %(number)s") % {"number": row.number},
        verb=_("Ajouter le document"),
        back=reverse("invoice", args=[row.pk]) + "#documents",
        done=_("Le document est au dossier."),
        lead=row.customer.name,
    )
    return _added(request, visit, ask, row.customer, row)


def _added(
    request: DeskRequest, visit: Visit, ask: Ask, customer: Customer, row: Receivable | None
) -> HttpResponse:
    def act(values: Mapping[str, Any]) -> object:
        told = dict(values)
        file, url = told.pop("file"), told.pop("url")
        common = {**told, "receivable": row, "author": visit.author, "at": visit.at}
        if url:
            return attach_link(customer, url, **common)
        return attach_file(customer, file.read(), file.name, home=home(), **common)

    return act_page(request, ask, Document, act, {"kind": "invoice" if row else "other"})


@visiting(subject=Attachment.objects.select_related("kept"))
def open_document(request: DeskRequest, visit: Visit, row: Attachment) -> HttpResponse:
    """Give a kept document as it was, or lead to where it is; one marked as of health, to who may read it."""
    if of_health(row.title) and not visit.shows("health"):
        refuse_class(request, "health")
    if row.kept is None:
        return HttpResponseRedirect(row.url)
    try:
        content = opened(row.kept, home=home())
    except (FileNotFoundError, UnreadableKeptFileError) as gone:
        raise Http404 from gone
    return given(content, row.kept.name, row.kept.media_type)


@visiting(right=_TELLS, methods=_BOTH, subject=Attachment.objects.select_related("customer"))
def take_out_document(request: DeskRequest, visit: Visit, row: Attachment) -> HttpResponse:
    """Take a document out of the file."""
    ask = about(
        row.customer_id,
        _("Retirer un document"),
        _("Retirer du dossier"),
        _("Le document est retiré du dossier ; ce qui a été gardé le reste, comme preuve."),
        lead=visit.free_text(row.title),
        part="documents",
    )
    return act_page(
        request,
        ask,
        forms.Form,
        lambda _values: remove_document(row, author=visit.author, at=visit.at),
    )
