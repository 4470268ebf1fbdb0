"""Addresses of the fields of a creditor's own."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from encours.desk.custom_fields import segmenting, views
from encours.desk.navigation import STEERERS, Entry, Navigation

urlpatterns = [
    path("fields", views.own_fields, name="own_fields"),
    path("fields/declare", views.declare_field, name="declare_field"),
    path("fields/<int:pk>/change", views.change_field, name="change_field"),
    path("fields/<int:pk>/retire", views.retire_field, name="retire_field"),
    path("customers/<int:pk>/fields", views.fill_customer, name="fill_customer"),
    path("invoices/<int:pk>/fields", views.fill_invoice, name="fill_invoice"),
    path("segments", segmenting.own_segments_page, name="own_segments"),
    path("segments/edit", segmenting.edit_segments, name="edit_segments"),
    path("segments/count", segmenting.count_segments, name="count_segments"),
]

NAVIGATION = Navigation(
    Entry(
        "own_fields", _("Champs et segments"), "table", "settings", 40, roles=STEERERS,
        inside=("declare_field", "change_field", "retire_field", "own_segments", "edit_segments", "count_segments"),
    ),
    elsewhere={"fill_customer": "customers", "fill_invoice": "unpaid"},
)  # fmt: skip
