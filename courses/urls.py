from django.urls import path

from courses import views
from courses.check_ups import views as check_ups

urlpatterns = [
    path("", views.home, name="home"),
    path("answer/<uuid:activity>/<uuid:question>/", views.answer, name="answer"),
    path("done/<uuid:activity>/", views.done, name="done"),
    path("test/<uuid:activity>/", views.start_test, name="start_test"),
    path("attempt/<uuid:key>/", views.attempt, name="attempt"),
    path("attempt/<uuid:key>/result/", views.result, name="result"),
    path("check-up/", check_ups.about, name="check_up"),
    path("check-up/<uuid:key>/", check_ups.question, name="check_up_question"),
    path("check-up/<uuid:key>/you/", check_ups.yourself, name="check_up_yourself"),
    path("check-up/<uuid:key>/on/", check_ups.go_on, name="check_up_go_on"),
    path("check-up/<uuid:key>/back/", check_ups.back, name="check_up_back"),
    path("check-up/<uuid:key>/result/", check_ups.result, name="check_up_result"),
    path("coach/", views.my_coach, name="my_coach"),
]
