from django.urls import include, path
from django.views.generic import RedirectView

from lms.accounts import card_views, views

urlpatterns = [
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("card/", card_views.card, name="card"),
    path("shared-device/", card_views.share_device, name="share_device"),
    path("organisations/", views.organisations, name="sign_in_organisations"),
    path("organisations/<slug:organisation>/", views.sign_in, name="sign_in"),
    # All of allauth but its pages to connect and sign up by a provider: those would be a second door.
    path("", include("allauth.account.urls")),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
]
# What a provider sends people back to: registered there once, so without a language.
outside = [
    path("signed-out/", RedirectView.as_view(pattern_name="account_login"), name="signed_out"),
    path("<slug:organisation>/", views.sign_in, name="sign_in_directly"),
    path("<slug:organisation>/callback/", views.callback, name="sign_in_callback"),
]
