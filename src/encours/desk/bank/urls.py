"""Addresses of the bank."""

from django.urls import path

from encours.desk.bank import applying, views

urlpatterns = [
    path("bank", views.bank, name="bank"),
    path("bank/accounts/<int:pk>/attach", views.attach, name="attach_account"),
    path("bank/lines/<int:pk>", applying.line, name="bank_line"),
    path("bank/lines/<int:pk>/apply", applying.apply, name="apply_line"),
    path("bank/lines/<int:pk>/aside", applying.aside, name="set_aside"),
    path("bank/lines/<int:pk>/back", applying.back, name="take_back"),
    path("bank/doubts/<int:pk>", applying.same, name="confirm_same"),
    path("applications/<int:pk>/undo", applying.undo, name="undo_application"),
]
