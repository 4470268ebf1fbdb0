"""What is asked at the entrance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from encours.records.people.models import User


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


class SecondFactor(forms.Form):
    """The code of the moment or a recovery code; or what a passkey answered."""

    code = forms.CharField(
        label=_("Code à six chiffres, ou code de secours"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)


def new_password(label: Any) -> forms.CharField:
    """A password to choose; `checked_password` says what is wrong with it."""
    return forms.CharField(
        label=label,
        help_text=_("Au moins dix caractères ; une phrase entière est plus sûre et plus facile à retenir."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def check_password(form: forms.Form, person: User) -> None:
    """Put what Django's validators say of a password on the form."""
    told = form.cleaned_data.get("password")
    if told is None:
        return
    try:
        validate_password(told, person)
    except forms.ValidationError as wrong:
        form.add_error("password", wrong)


class Named(forms.Form):
    """Who makes an account: a name and a password."""

    name = forms.CharField(
        label=_("Nom"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    password = new_password(_("Mot de passe"))


class FirstAccount(Named):
    """Who administers a new installation."""

    email = forms.EmailField(
        label=_("Adresse e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    field_order = ("name", "email", "password")

    def clean(self) -> None:
        """Refuse a password that is too weak for this person."""
        told = self.cleaned_data
        check_password(self, User(email=told.get("email", ""), name=told.get("name", "")))


class Join(Named):
    """Who comes by an invitation; who has an account already says nothing more."""

    def __init__(self, *given: Any, email: str, known: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.email = email
        if known:
            self.fields.clear()

    def clean(self) -> None:
        """Refuse a password that is too weak for this person."""
        check_password(self, User(email=self.email, name=self.cleaned_data.get("name", "")))


class Proof(forms.Form):
    """The present password, before something that weakens or opens an account."""

    now = forms.CharField(
        label=_("Votre mot de passe actuel"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *given: Any, person: User, **named: Any) -> None:
        super().__init__(*given, **named)
        self.person = person
        if not person.has_usable_password():
            del self.fields["now"]

    def clean_now(self) -> str:
        """Refuse another password."""
        told: str = self.cleaned_data["now"]
        if not self.person.check_password(told):
            raise forms.ValidationError(_("Ce n’est pas votre mot de passe actuel."))
        return told


class ChangePassword(Proof):
    """Another password."""

    password = new_password(_("Nouveau mot de passe"))

    def clean(self) -> None:
        """Refuse a password that is too weak for this person."""
        check_password(self, self.person)


class Application(forms.Form):
    """The first code of an authenticator application."""

    code = forms.CharField(
        label=_("Code à six chiffres que montre l’application"),
        max_length=10,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class Passkey(forms.Form):
    """A name for a passkey, and what the browser answered."""

    name = forms.CharField(
        label=_("Nom de cette clé"), max_length=60, help_text=_("Par exemple : mon téléphone, clé du bureau.")
    )
    credential = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
