"""Addresses of the search among captured documents."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.documents import views
from encours.desk.navigation import Entry, Navigation

urlpatterns = [path("documents", views.documents, name="documents")]

NAVIGATION = Navigation(Entry("documents", _("Documents"), "file-text", "portfolio", 62))
