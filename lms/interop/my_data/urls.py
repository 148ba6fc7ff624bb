from django.urls import path

from lms.interop.my_data import views

urlpatterns = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data/download/", views.download, name="my_data_download"),
    path("my-data/all/<slug:key>/", views.my_data_part, name="my_data_part"),
]
