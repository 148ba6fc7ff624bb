from django.urls import path

from skills import views
from skills.certificates import views as certificates

urlpatterns = [
    path("skills/", views.mine, name="skills"),
    path("my-certificates/", certificates.mine, name="my_certificates"),
    path("my-certificates/<uuid:key>/file/", certificates.my_paper, name="my_paper"),
    path("skills/<str:code>/", views.why, name="why"),
]
