"""Addresses of the imports."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.imports import aside, correcting, layouts, printed, refused, sources, uploads, views
from encours.desk.navigation import KEEPERS, Entry, Navigation

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/sources", sources.sources, name="sources"),
    path("imports/sources/<int:pk>/stop", sources.stop_source, name="stop_source"),
    path("imports/senders", sources.add_sender, name="add_sender"),
    path("imports/senders/<int:pk>/remove", sources.remove_sender, name="remove_sender"),
    path("imports/arrivals/<int:pk>", sources.arrival, name="arrival"),
    path("imports/arrivals/<int:pk>/take", sources.take_arrival, name="take_arrival"),
    path("imports/arrivals/<int:pk>/decline", sources.decline_arrival, name="decline_arrival"),
    path("imports/aside", aside.set_aside_documents, name="set_aside_documents"),
    path("imports/printed", printed.printed_invoices, name="printed_invoices"),
    path("imports/printed/<int:pk>", printed.printed_invoice, name="printed_invoice"),
    path("imports/printed/<int:pk>/file", printed.printed_file, name="printed_file"),
    path("imports/<int:pk>", views.intake, name="intake"),
    path("imports/<int:pk>/lines/<int:line>", correcting.correct_line, name="correct_line"),
    path("imports/<int:pk>/refusals.csv", refused.refused_lines, name="refused_lines"),
    path("imports/layouts", layouts.layouts, name="layouts"),
    path("imports/layouts/<int:pk>", layouts.change_layout, name="change_layout"),
    path("imports/layouts/<int:pk>/forget", layouts.forget_layout, name="forget_layout"),
    path("imports/tables/<int:pk>", uploads.upload, name="upload"),
    path("imports/tables/<int:pk>/drop", uploads.drop_upload, name="drop_upload"),
]

NAVIGATION = Navigation(Entry("imports", _("Imports"), "upload", "data", 10, roles=KEEPERS))
