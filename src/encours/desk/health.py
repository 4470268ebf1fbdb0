"""Forms in which people write freely: a text that seems to tell of somebody's health is asked about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.health import health_words, of_health


class AsksAboutHealth(forms.Form):
    """A form with a `text`; the mark #santé reserves it, and is suggested where obvious words are found."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        told = str(self.data.get("text", "")) if self.is_bound else ""
        self.found = () if of_health(told) else health_words(told)
        if self.found:
            self.fields["no_health"] = forms.BooleanField(
                label=_("Cette note ne dit rien de la santé de quelqu’un"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """Suggest the mark that reserves a note; the person decides."""
        told: dict[str, Any] = self.cleaned_data
        if self.found and not told.pop("no_health", False):
            suggested = _(
                "Cette note semble parler de santé (« %(word)s ») : ajoutez #santé pour ne la montrer qu’à qui "
                "y a droit, ou cochez la case."
            )
            self.add_error("text", suggested % {"word": self.found[0]})
        return told
