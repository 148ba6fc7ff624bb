from django.urls import path

from courses import views

urlpatterns = [
    path("", views.home, name="home"),
    path("answer/<uuid:activity>/<uuid:question>/", views.answer, name="answer"),
    path("done/<uuid:activity>/", views.done, name="done"),
    path("test/<uuid:activity>/", views.start_test, name="start_test"),
    path("attempt/<uuid:key>/", views.attempt, name="attempt"),
    path("attempt/<uuid:key>/result/", views.result, name="result"),
    path("coach/", views.my_coach, name="my_coach"),
]
