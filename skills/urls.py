from django.urls import path

from skills import views

urlpatterns = [
    path("skills/", views.mine, name="skills"),
    path("skills/<str:code>/", views.why, name="why"),
]
