from django.urls import path

from lms.dashboards import administration, bank, cards, change_list, logo, people, sign_in

HERE = "administration/<slug:organisation>/"
PERSON = f"{HERE}people/<int:user_id>/"
JOB = f"{PERSON}jobs/<int:job_id>/"

urlpatterns = [
    path("administration/", administration.organisations, name="administration"),
    path("administration/new/", administration.new_organisation, name="new_organisation"),
    path("administration/platform-roles/", administration.platform_roles, name="platform_roles"),
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
    path(f"{HERE}logo/", logo.logo, name="logo"),
    path(f"{HERE}people/", people.people, name="staff"),
    path(f"{HERE}people/add/", people.add_person, name="add_person"),
    path(PERSON, people.person, name="staff_person"),
    path(f"{PERSON}change/", people.change_person, name="change_person"),
    path(f"{PERSON}back/", people.bring_back, name="bring_back"),
    path(f"{JOB}change/", people.change_job, name="change_job"),
    path(f"{JOB}move/", people.move_person, name="move_person"),
    path(f"{JOB}profile/", people.change_profile, name="change_profile"),
    path(f"{JOB}end/", people.end_job, name="end_job"),
    path(f"{HERE}changes/", change_list.change_list, name="changes"),
    path(f"{HERE}changes/changes.csv", change_list.changes_csv, name="changes_csv"),
]
