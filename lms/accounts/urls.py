from django.http import Http404
from django.urls import path, re_path
from django.views.generic import RedirectView

from lms.accounts import views


def nothing(request, **_places):
    raise Http404


urlpatterns = [
    path("logout/", views.SignOutView.as_view(), name="account_logout"),
    path("organisations/", views.organisations, name="sign_in_organisations"),
    path("organisations/<slug:organisation>/", views.sign_in, name="sign_in"),
    # allauth's pages to connect and sign up would be a second door.
    re_path(r"^(?:3rdparty|social)/", nothing, name="no_other_door"),
]
# What a provider sends people back to: registered there once, so without a language.
outside = [
    path("signed-out/", RedirectView.as_view(pattern_name="account_login"), name="signed_out"),
    path("<slug:organisation>/", views.sign_in, name="sign_in_directly"),
    path("<slug:organisation>/callback/", views.callback, name="sign_in_callback"),
]
