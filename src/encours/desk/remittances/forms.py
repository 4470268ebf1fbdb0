"""What is asked about an advice, and about what payers leave out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.remittance.parts import Part
from encours.core.remittance.reasons import REASONS
from encours.core.remittance.shorts import Shorts
from encours.desk.fields import CentsField, PercentField, day_field
from encours.words.deductions import REASONS as NAMES
from encours.words.deductions import TREATMENTS


class Because(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif"), max_length=200)


class TreatShort(forms.Form):
    """What becomes of what a document leaves out: one part, or several that come to it."""

    reason = forms.ChoiceField(label=_("Motif du manque"), choices=lambda: list(NAMES.items()))
    deduct_cents = CentsField(label=_("Part contestée (retenue)"), required=False)
    promise_cents = CentsField(label=_("Part promise"), required=False)
    due_on = day_field(label=_("Promise pour le"), required=False)
    accept_cents = CentsField(
        label=_("Part abandonnée"),
        required=False,
        help_text=_("Les parts font ensemble ce qui manque ; laisser vide ce qui ne sert pas."),
    )

    def clean(self) -> dict[str, Any]:
        """Add the `parts` that the amounts say; what is promised comes later, whatever the reason of the rest."""
        told = super().clean() or {}
        told["parts"] = [
            Part(each, "later" if each == "promise" else told.get("reason", ""), cents, told.get("due_on"))
            for each in ("deduct", "promise", "accept")
            if (cents := told.get(f"{each}_cents"))
        ]
        return told


class Rule(forms.Form):
    """What is done of what payers leave out, by reason."""

    accept_cents = CentsField(label=_("Écart abandonné, au plus"), required=False)
    accept_bps = PercentField(
        label=_("… et au plus cette part de la facture"),
        required=False,
        help_text=_("La plus petite des deux limites vaut ; au-delà, une personne décide."),
    )
    promise_days = forms.IntegerField(
        label=_("Promesse pour le reste : dans combien de jours"), min_value=1, max_value=90
    )
    grace_days = forms.IntegerField(
        label=_("Promesses : jours de grâce"),
        min_value=0,
        max_value=90,
        help_text=_(
            "Les relances attendent le jour promis et ces jours de plus ; ensuite la promesse est rompue."
        ),
    )
    own = forms.CharField(
        label=_("Mots et codes de vos payeurs"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Un par ligne : le mot ou le code, deux points, le code du motif. Par exemple : 022: shortage"
        ),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for code in REASONS:
            self.fields[f"treat_{code}"] = forms.ChoiceField(
                label=str(NAMES[code]), choices=lambda: list(TREATMENTS.items())
            )

    def clean_own(self) -> dict[str, str]:
        """Words of payers and the reason that each is."""
        found = {}
        for line in self.cleaned_data["own"].splitlines():
            words, _colon, code = line.rpartition(":")
            if not line.strip():
                continue
            if not words.strip() or code.strip() not in REASONS:
                raise forms.ValidationError(_("Écrire un mot, deux points et un code de motif par ligne."))
            found[words.strip()] = code.strip()
        return found

    def rule(self) -> Shorts:
        """The rule that the form says."""
        told = self.cleaned_data
        return Shorts(
            treatments={
                code: told[f"treat_{code}"]
                for code in REASONS
                if told[f"treat_{code}"] != REASONS[code].usual
            },
            accept_cents=told["accept_cents"] or 0,
            accept_bps=told["accept_bps"] or 0,
            promise_days=told["promise_days"],
            grace_days=told["grace_days"],
            own=told["own"],
        )


def said_by(shorts: Shorts) -> dict[str, Any]:
    """A rule as the form shows it."""
    return {
        "accept_cents": shorts.accept_cents,
        "accept_bps": shorts.accept_bps,
        "promise_days": shorts.promise_days,
        "grace_days": shorts.grace_days,
        "own": "\n".join(f"{words}: {code}" for words, code in shorts.own.items()),
        **{f"treat_{code}": shorts.treatments.get(code, why.usual) for code, why in REASONS.items()},
    }
