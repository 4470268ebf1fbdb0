"""What is asked about requests for documents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.acts.attach_document import MEDIA
from encours.desk.customers.telling_file import document_kind
from encours.desk.fields import day_field
from encours.records.parties.models import DOCUMENT_KINDS, Contact, Customer


def _kinds() -> list[tuple[str, str]]:
    return [(code, document_kind(code)) for code in DOCUMENT_KINDS]


class AskMany(forms.Form):
    """Which documents, in which words, by when."""

    kinds = forms.MultipleChoiceField(
        label=_("Documents demandés"), choices=_kinds, widget=forms.CheckboxSelectMultiple
    )
    text = forms.CharField(
        label=_("Précisions pour le client"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = day_field(ahead=True, label=_("À transmettre avant le"))


class Ask(AskMany):
    """The same of one customer: to one of its people too."""

    contact = forms.ModelChoiceField(label=_("Adressée à"), queryset=Contact.objects.none(), required=False)

    def __init__(self, *given: Any, customer: Customer, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["contact"]
        rows = Contact.objects.filter(customer=customer, removed_at__isnull=True).exclude(email="")
        field.queryset = rows.order_by("pk")  # type: ignore[attr-defined] # of a ModelChoiceField
        field.empty_label = gettext("Le premier contact joignable")  # type: ignore[attr-defined] # the same
        field.label_from_instance = _named  # type: ignore[attr-defined] # the same


def _named(contact: Contact) -> str:
    return f"{contact.name} <{contact.email}>" if contact.name else contact.email


class Refuse(forms.Form):
    """Why what came is not what was asked for."""

    reason = forms.CharField(
        label=_("Ce qui ne convient pas"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class Deposit(forms.Form):
    """A document brought by the link."""

    kind = forms.ChoiceField(label=_("Ce que c’est"))
    file = forms.FileField(
        label=_("Fichier"),
        widget=forms.FileInput(attrs={"accept": ",".join(MEDIA)}),
        help_text=_("PDF, image, tableur, texte ou message ; 20 Mo au plus."),
    )

    def __init__(self, *given: Any, kinds: list[str], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["kind"].choices = [(one, document_kind(one)) for one in kinds]  # type: ignore[attr-defined] # of a ChoiceField
