"""Addresses of the modules."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.modules import views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("modules", views.modules, name="modules"),
    path("modules/<slug:code>", views.switch, name="switch_module"),
]

NAVIGATION = Navigation(
    Entry("modules", _("Modules"), "selector", "settings", 60, roles=frozenset({"administrator"})),
)
