"""Addresses of shared work."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.work import noticing, organising, palette, talking, views

urlpatterns = [
    path("work", views.work_list, name="work_list"),
    path("work-weights", views.work_weights, name="work_weights"),
    path("go", palette.palette, name="palette"),
    path("notices", noticing.notices, name="notices"),
    path("notices/choices", noticing.notice_choices, name="notice_choices"),
    path("customers/<int:pk>/note", talking.add_note, name="add_note"),
    path("customers/<int:pk>/ask", talking.ask_colleague, name="ask_colleague"),
    path("notes/<int:pk>", talking.thread, name="thread"),
    path("tasks/<int:pk>", talking.answer_task, name="answer_task"),
    path("portfolios", organising.portfolios, name="portfolios"),
    path("portfolios/add", organising.add_portfolio, name="add_portfolio"),
    path("portfolios/<int:pk>/rename", organising.rename_portfolio, name="rename_portfolio"),
    path("portfolios/<int:pk>/close", organising.close_portfolio, name="close_portfolio"),
    path("absences/add", organising.add_absence, name="add_absence"),
    path("absences/<int:pk>/cancel", organising.cancel_absence, name="cancel_absence"),
]

_SHARED = ("add_portfolio", "rename_portfolio", "close_portfolio", "add_absence", "cancel_absence")
_OF_A_CASE = ("add_note", "ask_colleague", "thread")

NAVIGATION = Navigation(
    Entry("work_list", _("À faire"), "checklist", "today", 20),
    Entry(
        "notices",
        _("Notifications"),
        "inbox",
        "today",
        40,
        inside=("notice_choices",),
        waiting=noticing.unread,
    ),
    Entry("portfolios", _("Portefeuilles"), "user", "portfolio", 60, module="work_sharing", inside=_SHARED),
    elsewhere=dict.fromkeys(_OF_A_CASE, "customers"),
)
