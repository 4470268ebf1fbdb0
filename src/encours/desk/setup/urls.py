"""Addresses of the creditor's settings."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import STEERERS, Entry, Navigation
from encours.desk.setup import views

urlpatterns = [
    path("setup", views.setup, name="setup"),
    path("setup/cautions", views.cautions, name="setup_cautions"),
    path("setup/iban/confirm", views.confirm_iban, name="confirm_iban"),
    path("setup/iban/give-up", views.give_up_iban, name="give_up_iban"),
]

NAVIGATION = Navigation(Entry("setup", _("Mon entreprise"), "building", "settings", 20, roles=STEERERS))
