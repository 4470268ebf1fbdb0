"""Addresses of shared work."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.navigation import Entry, Navigation
from encours.desk.work import (
    access,
    activity,
    bulk,
    calling,
    guests,
    keeping,
    noticing,
    organising,
    palette,
    presence,
    step_tasks,
    talking,
    views,
)

urlpatterns = [
    path("work", views.work_list, name="work_list"),
    path("work-weights", views.work_weights, name="work_weights"),
    path("go", palette.palette, name="palette"),
    path("activity", activity.activity, name="activity"),
    path("bulk", bulk.bulk, name="bulk"),
    path("bulk/file.<str:kind>", keeping.bulk_file, name="bulk_file"),
    path("filters", keeping.saved_filters, name="saved_filters"),
    path("filters/<int:pk>/forget", keeping.forget_filter, name="forget_filter"),
    path("customers/<int:pk>/here", presence.here, name="here"),
    path("customers/<int:pk>/access", access.case_access, name="case_access"),
    path("guests/<int:pk>/renew", access.renew_invitation, name="renew_guest"),
    path("shares/<int:pk>/renew", access.renew_share, name="renew_share"),
    path("guests/<int:pk>/withdraw", access.withdraw_invitation, name="withdraw_guest"),
    path("shares/<int:pk>/withdraw", access.withdraw_share, name="withdraw_share"),
    path("invited/<str:token>", guests.invited, name="invited"),
    path("shared/<str:token>", guests.shared, name="shared"),
    path("notices", noticing.notices, name="notices"),
    path("notices/choices", noticing.notice_choices, name="notice_choices"),
    path("customers/<int:pk>/note", talking.add_note, name="add_note"),
    path("step-tasks/<int:pk>", step_tasks.do_task, name="do_step_task"),
    path("customers/<int:pk>/call", calling.log_a_call, name="log_call"),
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
_OF_A_CASE = (
    "add_note",
    "log_call",
    "do_step_task",
    "ask_colleague",
    "thread",
    "here",
    "case_access",
    "bulk",
    "bulk_file",
    "saved_filters",
)
_GUESTS = (
    "case_access", "renew_guest", "renew_share", "withdraw_guest", "withdraw_share", "invited", "shared",
)  # fmt: skip

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
    Entry("activity", _("Journal"), "history", "portfolio", 70),
    elsewhere=dict.fromkeys(_OF_A_CASE, "customers"),
    modules=dict.fromkeys(_GUESTS, "work_sharing"),
)
