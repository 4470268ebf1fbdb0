"""Addresses of what makes one customer of two."""

from django.urls import path

from encours.desk.merging import views

urlpatterns = [
    path("customers/<int:pk>/merge", views.merge, name="merge_customer"),
    path("mergings/<int:pk>/undo", views.undo, name="undo_merging"),
]
