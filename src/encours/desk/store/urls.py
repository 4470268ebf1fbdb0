"""The address of the store."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.store import views

urlpatterns = [path("store", views.store, name="store")]

NAVIGATION = Navigation(
    Entry("store", _("Stockage"), "lock", "settings", 65, roles=frozenset({"administrator", "auditor"})),
)
