from django.urls import path

from lms.dashboards import calibration, coaching, corrections, looking, openness, views

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
    path("my-data/not-right/", corrections.mine, name="not_right"),
    path("corrections/", corrections.answering, name="corrections"),
    path("calibration/", calibration.proposals, name="calibration"),
    path("calibration/recount/", calibration.recount, name="recount"),
    path("calibration/<int:proposal>/", calibration.proposal, name="calibration_proposal"),
    path("looks/", looking.my_looks, name="my_looks"),
    path("looks/why/", looking.purpose, name="purpose"),
    path("who-sees-what/", openness.rules, name="rules"),
    path("who-sees-what/<slug:organisation>/", openness.rules, name="who_sees_what"),
]
