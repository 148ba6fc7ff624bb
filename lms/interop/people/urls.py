from django.urls import path

from lms.interop.people import views

urlpatterns = [
    path("import/<slug:organisation>/people/", views.people_import, name="people_import"),
    path("import/<slug:organisation>/people/template.csv", views.template_csv, name="people_template_csv"),
    path("import/<slug:organisation>/people/template.xlsx", views.template_xlsx, name="people_template_xlsx"),
    path(
        "import/<slug:organisation>/people/<int:import_id>/",
        views.people_import_file,
        name="people_import_file",
    ),
    path(
        "import/<slug:organisation>/people/<int:import_id>/refused.csv",
        views.refused_csv,
        name="people_import_refused",
    ),
]
