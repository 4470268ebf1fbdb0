"""Addresses of help and of the tour."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.guide import views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("help", views.help_index, name="help"),
    path("help/trial", views.trial, name="trial"),
    path("help/<slug:code>", views.help_topic, name="help_topic"),
    path("tour", views.tour, name="tour"),
    path("tour/end", views.end_tour, name="end_tour"),
]

NAVIGATION = Navigation(Entry("help", _("Aide"), "lifebuoy", "elsewhere", 10))
