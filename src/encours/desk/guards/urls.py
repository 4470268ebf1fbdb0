"""Addresses of the guards."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.guards import holds, views
from encours.desk.navigation import KEEPERS, Entry, Navigation

urlpatterns = [
    path("guards", views.guards, name="guards"),
    path("guards/stop", views.stop, name="stop_all"),
    path("guards/lift", views.lift, name="lift_stop"),
    path("guards/most", views.most, name="daily_most"),
    path("holds", holds.holds, name="holds"),
]

NAVIGATION = Navigation(
    Entry("guards", _("Garde-fous"), "hand-stop", "settings", 15, roles=KEEPERS),
    Entry("holds", _("Suspensions"), "player-pause", "portfolio", 45),
)
