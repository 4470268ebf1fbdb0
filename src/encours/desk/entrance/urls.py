"""Addresses of the entrance."""

from django.urls import path

from encours.desk.entrance import account, first, provider, signing_in, views

urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/second-factor", signing_in.second_factor, name="second_factor"),
    path("sign-in/provider", provider.leave, name="oidc_leave"),
    path("sign-in/provider/back", provider.callback, name="oidc_callback"),
    path("first/<str:token>", first.first_account, name="first_account"),
    path("sign-out", views.sign_out, name="sign_out"),
    path("language", views.language, name="language"),
    path("theme", views.theme, name="theme"),
    path("density", views.density, name="density"),
    path("creditors", views.creditors, name="creditors"),
    path("account", account.account, name="account"),
    path("account/password", account.password, name="change_password"),
    path("account/application", account.application, name="add_application"),
    path("account/passkey", account.passkey, name="add_passkey"),
    path("account/factors/<int:key>/remove", account.remove_factor, name="remove_factor"),
    path("account/codes", account.codes, name="recovery_codes"),
    path("account/sessions", account.close_sessions, name="close_sessions"),
]
