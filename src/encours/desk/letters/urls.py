"""Addresses of letters to post."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.letters import saying, views
from encours.desk.navigation import Entry, Navigation
from encours.desk.waiting import to_take_out

urlpatterns = [
    path("letters", views.letters, name="letters"),
    path("letters/posted", saying.posted, name="say_posted"),
    path("letters/recalled", saying.answered, name="answer_recalls"),
    path("letters/<int:pk>/recall", saying.recall, name="recall_letter"),
    path("letters/posted/<int:pk>/undo", saying.unpost, name="unpost_letter"),
    path("letters/<int:pk>/file", views.file, name="letter_file"),
]

NAVIGATION = Navigation(
    Entry("letters", _("Courrier à poster"), "mailbox", "today", 35, waiting=to_take_out),
)
