"""Addresses of the register of companies."""

from django.urls import path

from encours.desk.companies import views

urlpatterns = [
    path("customers/<int:pk>/register", views.look_up, name="look_up_company"),
    path("customers/<int:pk>/register/take", views.take, name="take_company_data"),
]
