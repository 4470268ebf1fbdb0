"""Addresses of the aged balance."""

from django.urls import path

from encours.desk.ageing import views

urlpatterns = [
    path("ageing", views.aged_balance, name="aged_balance"),
    path("ageing.<str:kind>", views.download, name="aged_balance_file"),
]
