"""Addresses of the entries for the accounting software."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.entries import ruling, views
from encours.desk.navigation import KEEPERS, Entry, Navigation

urlpatterns = [
    path("entries", views.entries, name="entries"),
    path("entries/export", views.export, name="export_entries"),
    path("entries/rules", ruling.entry_rules, name="entry_rules"),
    path("entries/rules/change", ruling.change_entry_rules, name="change_entry_rules"),
    path("entries/<int:pk>/file", views.file, name="entry_file"),
]

NAVIGATION = Navigation(
    Entry("entries", _("Écritures"), "file-spreadsheet", "data", 24, module="bank", roles=KEEPERS)
)
