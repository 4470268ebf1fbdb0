"""Addresses of agreements."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.approvals import delegating, ruling, views
from encours.desk.navigation import KEEPERS, Entry, Navigation
from encours.desk.waiting import to_agree

urlpatterns = [
    path("approvals", views.approvals, name="approvals"),
    path("approvals/decide", views.decide_approvals, name="decide_approvals"),
    path("approvals/<int:pk>/resubmit", views.resubmit, name="resubmit"),
    path("approvals/rules", ruling.approval_rules, name="approval_rules"),
    path("approvals/rules/edit", ruling.edit_approval_rules, name="edit_approval_rules"),
    path("approvals/rules/count", ruling.count_approval_rules, name="count_approval_rules"),
    path("approvals/delegate", delegating.add_delegation, name="add_delegation"),
    path("delegations/<int:pk>/cancel", delegating.cancel_delegation, name="cancel_delegation"),
]

_RULES = (
    "edit_approval_rules", "count_approval_rules", "add_delegation", "cancel_delegation",
)  # fmt: skip

NAVIGATION = Navigation(
    Entry("approvals", _("Accords"), "shield-check", "today", 32, roles=KEEPERS, waiting=to_agree),
    Entry(
        "approval_rules", _("Règles d’accord"), "shield-check", "settings", 16, roles=KEEPERS, inside=_RULES
    ),
)
