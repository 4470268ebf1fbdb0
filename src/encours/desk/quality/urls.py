"""Addresses of the quality of data."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.quality import acting, readiness, views

urlpatterns = [
    path("quality", views.quality, name="quality"),
    path("quality/look", views.look, name="look_over"),
    path("quality/files", views.files, name="quality_files"),
    path("quality/readiness", readiness.readiness, name="readiness"),
    path("quality/rules", acting.rules, name="quality_rules"),
    path("quality/errors.<slug:kind>", views.download, name="quality_file"),
    path("quality/<int:pk>/accept", acting.accept, name="accept_finding"),
    path("quality/<int:pk>/withdraw", acting.withdraw, name="withdraw_acceptance"),
]

NAVIGATION = Navigation(
    Entry("quality", _("Qualité des données"), "shield-check", "data", 40),
)
