"""What is asked at the entrance."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SignIn(forms.Form):
    """An address and a password."""

    email = forms.EmailField(
        label=_("Adresse e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
