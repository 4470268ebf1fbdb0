"""Addresses of the reminders of the day."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.proposals import changing, leaving, views
from encours.desk.waiting import reminders

urlpatterns = [
    path("proposals", views.proposals, name="proposals"),
    path("proposals/approve", leaving.approve, name="approve"),
    path("proposals/run", leaving.run, name="run_today"),
    path("proposals/send", leaving.send, name="send"),
    path("proposals/shadow", leaving.shadow, name="shadow"),
    path("proposals/freshness", leaving.freshness, name="accept_freshness"),
    path("proposals/<int:pk>", views.proposal, name="proposal"),
    path("proposals/<int:pk>/html", views.as_html, name="proposal_html"),
    path("proposals/<int:pk>/pdf", views.as_pdf, name="proposal_pdf"),
    path("proposals/<int:pk>/recipient", changing.recipient, name="type_recipient"),
    path("proposals/<int:pk>/move", changing.move, name="move"),
    path("proposals/<int:pk>/offer", changing.offer, name="choose_offer"),
    path("proposals/<int:pk>/withdraw", changing.withdraw, name="withdraw"),
    path("proposals/<int:pk>/uncertain", changing.uncertain, name="answer_uncertain"),
]

NAVIGATION = Navigation(
    Entry("proposals", _("Relances du jour"), "send", "today", 30, waiting=reminders),
)
