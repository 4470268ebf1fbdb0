"""Addresses of contracts and promotions."""

from django.urls import path

from encours.desk.contracts import promotions, views

urlpatterns = [
    path("customers/<int:pk>/contracts/add", views.add_contract, name="add_contract"),
    path("contracts/<int:pk>/edit", views.edit_contract, name="edit_contract"),
    path("customers/<int:pk>/promotions/add", promotions.add_promotion, name="add_promotion"),
    path("promotions/<int:pk>/edit", promotions.edit_promotion, name="edit_promotion"),
    path("customers/<int:pk>/contracts/dates", views.use_dates, name="use_contract_dates"),
    path("invoices/<int:pk>/contract-date", views.use_date, name="use_contract_date"),
]
