"""What is asked about doubtful customers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.doubtful.policy import LONGEST, DoubtfulPolicy
from encours.desk.fields import CentsField, PercentField, day_field


class Mark(forms.Form):
    """Since when, and why."""

    from_on = day_field(label=_("Douteux depuis le"))
    reason = forms.CharField(label=_("Motif"), max_length=200)


class Because(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif"), max_length=200)


class Rate(forms.Form):
    """A rate of one's own, or that of the age again."""

    rate = PercentField(
        label=_("Taux de dépréciation"),
        required=False,
        help_text=_("Par exemple 80 %. Vide : de nouveau selon le retard."),
    )
    reason = forms.CharField(label=_("Motif"), max_length=200)


def _days(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, min_value=0, max_value=LONGEST, help_text=_("0 : cette règle ne joue pas.")
    )


class Rules(forms.Form):
    """What makes a customer doubtful, and the rates."""

    overdue_days = _days(_("Jours de retard de la plus ancienne dette"))
    notice_days = _days(_("Jours depuis une mise en demeure restée vaine"))
    insolvency = forms.BooleanField(label=_("Une procédure collective est ouverte"), required=False)
    judicial = forms.BooleanField(label=_("Le dossier est en phase judiciaire"), required=False)
    minimum = CentsField(
        label=_("Montant échu minimal"),
        required=False,
        help_text=_("Avoirs et encaissements déduits ; une procédure collective compte toujours."),
    )
    automatic = forms.BooleanField(
        label=_("Les règles classent elles-mêmes ; sinon elles proposent et une personne classe"),
        required=False,
    )
    rates = forms.CharField(
        label=_("Taux de dépréciation selon le retard"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=400,
        help_text=_("Un par ligne : jours de retard, deux points, taux. Par exemple 180: 50 %."),
    )
    insolvent = PercentField(label=_("Taux en procédure collective"))
    vat = PercentField(
        label=_("Taux de TVA supposé"),
        help_text=_("Sert aux factures dont aucun document ne dit la TVA : la proposition le signale."),
    )

    def clean_rates(self) -> tuple[tuple[int, int], ...]:
        """The schedule: days and hundredths of a percent, in order of the days."""
        found = []
        for line in self.cleaned_data["rates"].splitlines():
            days, _colon, rate = line.partition(":")
            if not line.strip():
                continue
            try:
                found.append((int(days.strip()), PercentField().clean(rate.strip())))
            except ValueError as wrong:
                raise forms.ValidationError(
                    _("Écrire par ligne des jours, deux points et un taux.")
                ) from wrong
        if any(rate is None for _days, rate in found):
            raise forms.ValidationError(_("Écrire par ligne des jours, deux points et un taux."))
        return tuple((days, rate) for days, rate in sorted(found) if rate is not None)

    def policy(self) -> DoubtfulPolicy:
        """The rules that the form says."""
        told = dict(self.cleaned_data)
        return DoubtfulPolicy(
            minimum_cents=told.pop("minimum") or 0,
            insolvent_bps=told.pop("insolvent"),
            vat_bps=told.pop("vat"),
            **told,
        )


def said_by(policy: DoubtfulPolicy) -> dict[str, Any]:
    """Rules as the form shows them."""
    names = ("overdue_days", "notice_days", "insolvency", "judicial", "automatic")
    return {name: getattr(policy, name) for name in names} | {
        "minimum": policy.minimum_cents or None,
        "insolvent": policy.insolvent_bps,
        "vat": policy.vat_bps,
        "rates": "\n".join(f"{days}: {PercentField().prepare_value(rate)} %" for days, rate in policy.rates),
    }
