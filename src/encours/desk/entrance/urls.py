"""Addresses of the entrance."""

from django.urls import path

from encours.desk.entrance import first, views

urlpatterns = [
    path("sign-in", views.sign_in, name="sign_in"),
    path("first/<str:token>", first.first_account, name="first_account"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("density", views.density, name="density"),
    path("creditors", views.creditors, name="creditors"),
]
