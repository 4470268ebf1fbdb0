"""Addresses of the imports."""

from django.urls import path

from encours.desk.imports import views

urlpatterns = [
    path("imports", views.imports, name="imports"),
    path("imports/<int:pk>", views.intake, name="intake"),
]
