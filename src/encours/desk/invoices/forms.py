"""What is asked about invoices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field
from encours.records.receivables.models import Receivable
from encours.words import amounts
from encours.words.languages import nearest


class EditInvoice(forms.Form):
    """What the ledger could not say."""

    due_on = day_field(ahead=True, label=_("Échéance"), help_text=_("L’enregistrer la confirme."))
    po_number = forms.CharField(label=_("Bon de commande"), max_length=60, required=False)


class Factor(forms.Form):
    """To whom an invoice was assigned, and when."""

    factor = forms.CharField(label=_("Affactureur"), max_length=100, required=False)
    factored_on = day_field(label=_("Cédée le"))


class Pay(forms.Form):
    """What was received, and when."""

    amount_cents = CentsField(label=_("Montant reçu"), help_text=_("Au plus le reste dû."))
    paid_on = day_field(label=_("Reçu le"))
    reference = forms.CharField(label=_("Référence"), max_length=100, required=False)


class _Contested(forms.Form):
    """The whole or a part of what is open, and why; `amount_cents` is then None for the whole."""

    whole = forms.ChoiceField(
        label=_("Ce qui est contesté"),
        choices=(("whole", _("Tout ce qui reste dû")), ("part", _("Une partie seulement"))),
        widget=forms.RadioSelect,
        required=False,
    )
    amount_cents = CentsField(
        label=_("Montant contesté"),
        required=False,
        help_text=_("Si ce n’est qu’une partie : au plus le reste dû."),
    )
    reason = forms.CharField(label=_("Motif"), max_length=200)

    def most(self) -> int | None:
        """What is open of what is contested, in cents; None as long as no invoice is chosen."""
        return None

    def clean(self) -> dict[str, Any]:
        """A part has its amount, the whole has none, and one of them is said."""
        told = super().clean() or {}
        cents, most = told.get("amount_cents"), self.most()
        if told.get("whole") == "whole":
            told["amount_cents"] = None
        elif cents is None and "amount_cents" not in self.errors:
            self.add_error(
                "amount_cents" if told.get("whole") else "whole",
                _("Dire si tout est contesté, ou quel montant."),
            )
        elif cents is not None and most is not None and not 0 < cents <= most:
            self.add_error("amount_cents", _("Le montant contesté va d’un centime au reste dû."))
        return told


class Dispute(_Contested):
    """How much of an invoice is contested, and why."""

    def __init__(self, *given: Any, open_cents: int, currency: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self._open_cents = open_cents
        owed = amounts.money(open_cents, currency, nearest(get_language()))
        whole = self.fields["whole"]
        assert isinstance(whole, forms.ChoiceField)  # noqa: S101 — declared above
        whole.choices = [
            ("whole", gettext("Toute la facture : %(amount)s") % {"amount": owed}),
            ("part", gettext("Une partie seulement")),
        ]

    def most(self) -> int | None:
        """What is open of the invoice."""
        return self._open_cents


class DisputeOne(_Contested):
    """Which invoice, how much of it, and why."""

    invoice = forms.TypedChoiceField(
        label=_("Facture"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisir la facture contestée.")},
    )
    field_order = ("invoice", "whole", "amount_cents", "reason")

    def __init__(
        self, *given: Any, choices: Sequence[tuple[int, str]], owed: Mapping[int, Receivable], **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self._owed = owed
        invoice = self.fields["invoice"]
        assert isinstance(invoice, forms.TypedChoiceField)  # noqa: S101 — declared above
        invoice.choices = choices

    def most(self) -> int | None:
        """What is open of the invoice chosen."""
        row = self._owed.get(self.cleaned_data.get("invoice", 0))
        return row.open_cents if row is not None else None


class Because(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class Double(Because):
    """Which one stays."""

    same_as = forms.TypedChoiceField(
        label=_("Celle qui reste"),
        help_text=_("Du même client et du même montant."),
        coerce=int,
        error_messages={"required": _("Choisir celle qui reste.")},
    )
    field_order = ("same_as", "reason")

    def __init__(self, *args: object, choices: Sequence[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # Django's own arguments
        same = self.fields["same_as"]
        assert isinstance(same, forms.TypedChoiceField)  # noqa: S101 — declared above
        same.choices = [("", _("Choisir…")), *choices]


class CloseDispute(forms.Form):
    """What came of a dispute."""

    outcome = forms.CharField(
        label=_("Issue"), max_length=200, help_text=_("Par exemple : avoir émis, contestation abandonnée.")
    )
