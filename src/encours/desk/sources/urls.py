"""Addresses of what several sources say."""

from django.urls import path

from encours.desk.sources import views

urlpatterns = [
    path("quality/sources", views.ranking, name="source_ranking"),
]
