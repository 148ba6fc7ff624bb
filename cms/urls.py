from django.urls import path, re_path
from wagtail.urls import serve_pattern

from cms import alike, changing, labelling, remarks, statements, views

urlpatterns = [
    path("modules/", views.catalogue, name="catalogue"),
    path("privacy/", statements.statement, {"kind": "privacy"}, name="privacy"),
    path("accessibility/", statements.statement, {"kind": "accessibility"}, name="accessibility"),
    path("learn/<uuid:key>/", views.activity, name="activity"),
    path("learn/<uuid:activity>/not-clear/", remarks.not_clear, name="not_clear"),
    path("remarks/", remarks.remarks, name="remarks"),
    path("second-eye/", labelling.second_eye, name="second_eye"),
    path("second-eye/<uuid:question>/", labelling.label_question, name="label_question"),
    path("questions/change/", changing.change_questions, name="change_questions"),
    path("alike/<uuid:question>/", alike.alike_questions, name="alike_questions"),
    re_path(serve_pattern, views.page, name="wagtail_serve"),
]
