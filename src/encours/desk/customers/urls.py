"""Addresses of the customers."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.customers import (
    approach,
    conditions,
    documents,
    group_head,
    group_list,
    groups,
    mailing_statement,
    prospecting,
    reaching,
    risk,
    sales,
    sparing,
    statement,
    story,
    views,
)
from encours.desk.navigation import Entry, Navigation

urlpatterns = [
    path("customers", views.customers, name="customers"),
    path("customers/<int:pk>", views.customer, name="customer"),
    path("customers/<int:pk>/story", story.customer_story, name="customer_story"),
    path("customers/<int:pk>/edit", views.edit_customer, name="edit_customer"),
    path("customers/<int:pk>/contacts/add", views.add_contact, name="add_contact"),
    path("customers/<int:pk>/terms", conditions.confirm_terms, name="confirm_customer_terms"),
    path("customers/<int:pk>/regime", conditions.confirm_regime, name="confirm_customer_regime"),
    path("contacts/<int:pk>/edit", views.edit_contact, name="edit_contact"),
    path("customers/<int:pk>/hold", views.hold_customer, name="hold_customer"),
    path("customers/<int:pk>/opt-out", reaching.opt_out, name="opt_out"),
    path("customers/<int:pk>/wrong-person", reaching.wrong_person, name="wrong_person"),
    path("opt-outs/<int:pk>/lift", reaching.lift_opt_out, name="lift_opt_out"),
    path("holds/<int:pk>/release", views.release_hold, name="release_hold"),
    path("customers/<int:pk>/approach", approach.approach, name="approach"),
    path("customers/<int:pk>/channel", approach.choose, name="choose_channel"),
    path("customers/<int:pk>/spare", sparing.spare_customer, name="spare_customer"),
    path("leniencies/<int:pk>/end", sparing.end_sparing, name="end_sparing"),
    path("customers/<int:pk>/documents/add", documents.add_document, name="add_document"),
    path("documents/<int:pk>", documents.open_document, name="open_document"),
    path("documents/<int:pk>/remove", documents.take_out_document, name="remove_document"),
    path("prospects/add", prospecting.open_prospect, name="open_prospect"),
    path("prospects/<int:pk>/customer", prospecting.become_customer, name="become_customer"),
    path("prospects/<int:pk>/drop", prospecting.drop_prospect, name="drop_prospect"),
    path("customers/<int:pk>/risk", risk.customer_risk, name="customer_risk"),
    path("customers/<int:pk>/risk/assess", risk.assess_customer_risk, name="assess_customer_risk"),
    path("customers/<int:pk>/limit", sales.credit_limit, name="credit_limit"),
    path("customers/<int:pk>/orders/add", sales.add_order, name="add_order"),
    path("orders/<int:pk>/edit", sales.edit_order, name="edit_order"),
    path("customers/<int:pk>/deals/add", sales.add_deal, name="add_deal"),
    path("deals/<int:pk>/edit", sales.edit_deal, name="edit_deal"),
    path("customers/<int:pk>/campaigns", sales.touch_customer, name="touch_customer"),
    path("customers/<int:pk>/group", groups.group_page, name="customer_group"),
    path("customers/<int:pk>/group/make", groups.make, name="make_group"),
    path("customers/<int:pk>/group/edit", groups.edit, name="edit_group"),
    path("customers/<int:pk>/group/head", group_head.head, name="group_head"),
    path("customers/<int:pk>/group/join", groups.join, name="join_group"),
    path("customers/<int:pk>/group/leave", groups.leave, name="leave_group"),
    path("groups", group_list.groups, name="groups"),
    path("groups/add", group_list.add_group, name="add_group"),
    path("groups/<int:pk>/join", group_list.fill_group, name="fill_group"),
    path("customers/<int:pk>/statement", statement.statement, name="statement"),
    path("customers/<int:pk>/statement/mail", mailing_statement.mail_statement, name="mail_statement"),
    path("customers/<int:pk>/statement/rhythm", mailing_statement.statement_rhythm, name="statement_rhythm"),
    path("customers/<int:pk>/statement.<str:kind>", statement.download, name="statement_file"),
]

_SALES = ("add_order", "edit_order", "add_deal", "edit_deal", "touch_customer")
_STATEMENTS = ("statement", "statement_file", "mail_statement", "statement_rhythm")

NAVIGATION = Navigation(
    Entry("customers", _("Clients"), "users", "portfolio", 10),
    modules=dict.fromkeys(_SALES, "sales") | dict.fromkeys(_STATEMENTS, "statements"),
)
