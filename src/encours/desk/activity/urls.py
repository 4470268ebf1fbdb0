"""Addresses of one's own activity and of the team's totals."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.activity import views
from encours.desk.navigation import EVERYBODY, Entry, Navigation

_WORKING = EVERYBODY - {"auditor", "banker", "read_only", "salesperson"}
_LEADING = frozenset({"administrator", "manager"})

urlpatterns = [
    path("my-activity", views.my_activity, name="my_activity"),
    path("my-activity/lessons/<slug:code>", views.lesson, name="lesson"),
    path("team-activity", views.team_activity, name="team_activity"),
    path("team-activity/count", views.count, name="count_team"),
]

NAVIGATION = Navigation(
    Entry("my_activity", _("Mon activité"), "user", "today", 60, "people_measures", _WORKING),
    Entry(
        "team_activity", _("Activité de l’équipe"), "users", "steering", 80, "people_measures", _LEADING,
        inside=("count_team",),
    ),
)  # fmt: skip
