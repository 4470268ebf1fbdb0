"""Addresses of the first pages."""

from django.urls import path

from encours.desk.dashboard import views

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("work", views.work_list, name="work_list"),
]
