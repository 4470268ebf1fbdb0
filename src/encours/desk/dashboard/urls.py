"""Addresses of the first pages."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.dashboard import views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("board", views.refreshed, name="board"),
]

NAVIGATION = Navigation(
    Entry("dashboard", _("Tableau de bord"), "layout-dashboard", "today", 10),
)
