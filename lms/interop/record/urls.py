from django.urls import path

from lms.interop.record import views

urlpatterns = [
    path("my-data/record/", views.record, name="record"),
    path("my-data/record.html", views.record_html, name="record_html"),
    path("my-data/record.json", views.record_json, name="record_json"),
]
