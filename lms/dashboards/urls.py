from django.urls import path

from lms.dashboards import (
    accepted,
    certificates,
    coaching,
    corrections,
    looking,
    openness,
    validating,
    views,
)

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/skills/<str:code>/", views.skill, name="overview_skill"),
    path("overview/skills/<str:code>.csv", views.skill_csv, name="overview_skill_csv"),
    path("overview/people/", views.people, name="people"),
    path("overview/people.csv", views.people_csv, name="people_csv"),
    path("overview/<slug:table>.csv", views.overview_csv, name="overview_csv"),
    path("overview/people/<int:employment>/", views.person, name="person"),
    path("coaching/", coaching.overview, name="coaching"),
    path("coaching/people/<int:employment>/", coaching.person, name="coached"),
    path("validate/<int:employment>/", validating.choose, name="validate"),
    path("validate/<int:employment>/<str:code>/", validating.validate, name="validate_skill"),
    path("certificates/", certificates.certificates, name="certificates"),
    path("certificates/<uuid:key>/file/", certificates.paper, name="certificate_paper"),
    path("certificates/record/<int:employment>/", certificates.record, name="record_certificate"),
    path("accepted-certificates/", accepted.accepted, name="accepted_certificates"),
    path("accepted-certificates/new/", accepted.new_accepted, name="new_accepted_certificate"),
    path("accepted-certificates/<int:accepted>/", accepted.one_accepted, name="accepted_certificate"),
    path("my-data/not-right/", corrections.mine, name="not_right"),
    path("corrections/", corrections.answering, name="corrections"),
    path("looks/", looking.my_looks, name="my_looks"),
    path("looks/why/", looking.purpose, name="purpose"),
    path("who-sees-what/", openness.rules, name="rules"),
    path("who-sees-what/<slug:organisation>/", openness.rules, name="who_sees_what"),
]
