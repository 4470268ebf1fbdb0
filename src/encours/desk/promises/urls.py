"""Addresses of promises."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.promises import views

urlpatterns = [
    path("promises", views.promises, name="promises"),
    path("customers/<int:pk>/promise", views.make_promise, name="make_promise"),
    path("promises/<int:pk>/withdraw", views.withdraw, name="withdraw_promise"),
]

NAVIGATION = Navigation(
    Entry("promises", _("Promesses"), "calendar-event", "portfolio", 35),
    elsewhere={"make_promise": "customers"},
)
