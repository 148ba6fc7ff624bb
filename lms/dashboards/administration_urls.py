from django.urls import path

from lms.dashboards import administration, bank, cards, sign_in

urlpatterns = [
    path("administration/", administration.organisations, name="administration"),
    path("administration/new/", administration.new_organisation, name="new_organisation"),
    path("administration/colour.css", administration.colour_sample, name="colour_sample"),
    path("administration/<slug:organisation>/settings/", administration.settings, name="organisation"),
    path("administration/<slug:organisation>/units/", administration.units, name="units"),
    path("administration/<slug:organisation>/units/<int:unit_id>/", administration.unit, name="unit"),
    path("administration/<slug:organisation>/sign-in/", sign_in.settings, name="sign_in_settings"),
    path("administration/<slug:organisation>/bank/", bank.bank, name="bank"),
    path("administration/<slug:organisation>/cards/", cards.cards, name="cards"),
    path("administration/<slug:organisation>/roles/", administration.roles, name="roles"),
    path(
        "administration/<slug:organisation>/roles/give/<int:user_id>/",
        administration.give_role,
        name="give_role",
    ),
    path(
        "administration/<slug:organisation>/roles/<int:grant_id>/end/",
        administration.end_role,
        name="end_role",
    ),
]
