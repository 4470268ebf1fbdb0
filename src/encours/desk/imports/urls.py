"""Addresses of the imports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.imports import correcting, uploads, views
from encours.desk.navigation import KEEPERS, Entry, Navigation

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/<int:pk>", views.intake, name="intake"),
    path("imports/<int:pk>/lines/<int:line>", correcting.correct_line, name="correct_line"),
    path("imports/tables/<int:pk>", uploads.upload, name="upload"),
    path("imports/tables/<int:pk>/drop", uploads.drop_upload, name="drop_upload"),
]

NAVIGATION = Navigation(Entry("imports", _("Imports"), "upload", "data", 10, roles=KEEPERS))
