"""What is asked about a promise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field
from encours.records.receivables.models import Receivable
from encours.words import amounts
from encours.words.languages import nearest


class MakePromise(forms.Form):
    """Which invoices, how much, by when, and how one knows."""

    due_on = day_field(ahead=True, label=_("Promis pour le"))
    amount_cents = CentsField(
        label=_("Montant promis"),
        required=False,
        help_text=_("Vide : tout ce qui reste dû des factures choisies. Moins : les plus anciennes d’abord."),
    )
    invoices = forms.TypedMultipleChoiceField(
        label=_("Factures promises"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    source = forms.ChoiceField(
        label=_("Comment on le sait"),
        choices=(
            ("call", _("au téléphone")),
            ("email", _("par courriel")),
            ("bill", _("par un effet accepté (LCR, BOR)")),
            ("person", _("autrement")),
        ),
    )
    text = forms.CharField(label=_("Ce qu’il a dit, ou le numéro de l’effet"), required=False, max_length=300)

    def __init__(self, *given: Any, receivables: Sequence[Receivable], **named: Any) -> None:
        super().__init__(*given, **named)
        self.receivables = {each.pk: each for each in receivables}
        language = nearest(get_language())
        invoices = self.fields["invoices"]
        assert isinstance(invoices, forms.TypedMultipleChoiceField)  # noqa: S101 — declared above
        invoices.choices = [
            (each.pk, f"{each.number} · {amounts.money(each.open_cents, each.currency, language)}")
            for each in receivables
        ]

    def items(self) -> list[tuple[Receivable, int]]:
        """So many cents of each invoice chosen: all that is open, or the amount on the oldest first."""
        chosen = [self.receivables[key] for key in self.cleaned_data["invoices"]]
        left = self.cleaned_data["amount_cents"]
        if left is None:
            return [(each, each.open_cents) for each in chosen]
        found = []
        for each in chosen:
            cents = min(left, each.open_cents)
            if cents > 0:
                found.append((each, cents))
                left -= cents
        return found

    def clean(self) -> dict[str, Any]:
        """No more is promised than is owed."""
        told = super().clean() or {}
        amount, chosen = told.get("amount_cents"), told.get("invoices", ())
        most = sum(self.receivables[key].open_cents for key in chosen)
        if amount is not None and not 0 < amount <= most:
            self.add_error(
                "amount_cents", _("Promettre d’un centime à ce qui reste dû des factures choisies.")
            )
        return told


class Withdraw(forms.Form):
    """Why it does not hold any more."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
