"""What is asked: a reason, and what is wanted of the data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.quality.rules import MANDATORY, RULES
from encours.words.quality import fact_name, rule_name


class Reason(forms.Form):
    """Why it is right as it is."""

    reason = forms.CharField(label=_("Motif"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Withdraw(forms.Form):
    """Nothing but the act."""


class Rules(forms.Form):
    """Rules that are on, facts that are mandatory, the least score to leave shadow mode."""

    on = forms.MultipleChoiceField(
        label=_("Règles appliquées"), required=False, widget=forms.CheckboxSelectMultiple
    )
    mandatory = forms.MultipleChoiceField(
        label=_("Informations obligatoires"),
        help_text=_("Leur absence devient une anomalie sérieuse : elle compte dans le score."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    minimum = forms.IntegerField(
        label=_("Score minimal pour quitter le mode ombre"),
        help_text=_("0 : aucun minimum."),
        min_value=0,
        max_value=100,
    )

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # Django's own arguments
        on, mandatory = self.fields["on"], self.fields["mandatory"]
        assert isinstance(on, forms.MultipleChoiceField)  # noqa: S101 — declared above
        assert isinstance(mandatory, forms.MultipleChoiceField)  # noqa: S101 — declared above
        on.choices = [(rule.code, rule_name(rule.code)) for rule in RULES]
        mandatory.choices = [(code, fact_name(code)) for code in MANDATORY]
