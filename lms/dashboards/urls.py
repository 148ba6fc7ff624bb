from django.urls import path

from lms.dashboards import views

urlpatterns = [
    path("overview/", views.overview, name="overview"),
    path("overview/skills.csv", views.overview_csv, name="overview_csv"),
]
