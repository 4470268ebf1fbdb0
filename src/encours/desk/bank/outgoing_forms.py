"""What is asked about money that leaves a payment, or settles something at last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field
from encours.desk.items import due_days
from encours.records.cash.models import BankLine
from encours.records.facts import FactQuerySet
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.records.receivables.models import Receivable
from encours.words import amounts, days
from encours.words.languages import nearest

_FOUND = 5


class ApplyPayment(forms.Form):
    """So much to each invoice."""

    def __init__(self, *given: Any, receivables: Iterable[Receivable] = (), **named: Any) -> None:
        super().__init__(*given, **named)
        self.receivables = list(receivables)
        language = nearest(get_language())
        for each, due_on in zip(self.receivables, due_days(self.receivables), strict=True):
            left = amounts.money(each.open_cents, each.currency, language)
            self.fields[f"cents_{each.pk}"] = CentsField(
                label=_("Facture %(number)s, échéance du %(day)s")
                % {"number": each.number, "day": days.day(due_on, language)},
                required=False,
                help_text=_("Reste dû : %(amount)s") % {"amount": left},
            )

    def clean(self) -> dict[str, Any]:
        """Put together what is said of each: `shares`."""
        told: dict[str, Any] = super().clean() or {}
        said = [(each, told.get(f"cents_{each.pk}") or 0) for each in self.receivables]
        told["shares"] = [(each, cents) for each, cents in said if cents]
        return told


class Refunding(forms.Form):
    """How much, when, why and where to."""

    amount_cents = CentsField(label=_("Montant"))
    planned_on = day_field(label=_("Jour du virement"))
    reason = forms.CharField(label=_("Motif"), max_length=200)
    iban = forms.CharField(
        label=_("IBAN du bénéficiaire"),
        required=False,
        max_length=42,
        help_text=_(
            "La sortie d’argent se reconnaît à cet IBAN, ou à la référence que le virement portera ; rien n’est envoyé "
            "à la banque."
        ),
    )


class Transferring(forms.Form):
    """How much, to whom and why."""

    to = forms.CharField(label=_("Client qui reçoit : nom, compte ou SIREN"), max_length=200)
    amount_cents = CentsField(label=_("Montant"))
    reason = forms.CharField(label=_("Motif"), max_length=200)

    def __init__(self, *given: Any, customers: FactQuerySet[Customer] | None = None, **named: Any) -> None:
        super().__init__(*given, **named)
        self.customers = Customer.objects.none() if customers is None else customers

    def clean_to(self) -> Customer:
        """The one customer that is named."""
        words = self.cleaned_data["to"].strip()
        exact = list(self.customers.filter(account=words)[:2])
        found = (
            exact
            if len(exact) == 1
            else list(self.customers.filter(naming(words)).order_by("name")[: _FOUND + 1])
        )
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Aucun client ne répond à ces mots."))
        names = ", ".join(f"{each.name} ({each.account})" for each in found[:_FOUND])
        raise forms.ValidationError(_("Plusieurs clients répondent : %(names)s") % {"names": names})


class ConfirmRefund(forms.Form):
    """Which debit."""

    line = forms.ChoiceField(label=_("Sortie d’argent"), widget=forms.RadioSelect)

    def __init__(
        self,
        *given: Any,
        lines: Sequence[BankLine] = (),
        told: Callable[[str], str] = str,
        **named: Any,
    ) -> None:
        super().__init__(*given, **named)
        self.lines = {str(each.pk): each for each in lines}
        language = nearest(get_language())
        choices: Any = self.fields["line"]
        choices.choices = [
            (key, f"{days.day(each.booked_on, language)} · {told(each.counterparty or each.wording)[:80]}")
            for key, each in self.lines.items()
        ]
        if not self.lines:
            choices.help_text = _(
                "Aucune sortie de ce montant pour le moment : importer le relevé, puis revenir."
            )

    def clean_line(self) -> BankLine:
        """The line chosen."""
        return self.lines[self.cleaned_data["line"]]


class RefundRule(forms.Form):
    """Up to how much one person alone may ask a refund."""

    alone_cents = CentsField(
        label=_("Remboursement sans accord, au plus"),
        required=False,
        help_text=_("Vide ou zéro : tout remboursement demande l’accord d’une autre personne."),
    )
