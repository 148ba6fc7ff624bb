from django.urls import path

from cms.copying import views

urlpatterns = [
    path("take-over/", views.modules_to_take, name="modules_to_take"),
    path("take-over/<uuid:module>/", views.module_to_take, name="module_to_take"),
    path("take-over/<uuid:module>/<uuid:activity>/", views.step_to_take, name="step_to_take"),
    path("copies/<uuid:copy>/", views.source_changes, name="source_changes"),
]
