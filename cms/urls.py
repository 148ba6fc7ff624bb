from django.urls import path, re_path
from wagtail.urls import serve_pattern

from cms import remarks, statements, views

urlpatterns = [
    path("modules/", views.catalogue, name="catalogue"),
    path("privacy/", statements.statement, {"kind": "privacy"}, name="privacy"),
    path("accessibility/", statements.statement, {"kind": "accessibility"}, name="accessibility"),
    path("learn/<uuid:key>/", views.activity, name="activity"),
    path("learn/<uuid:activity>/not-clear/", remarks.not_clear, name="not_clear"),
    path("remarks/", remarks.remarks, name="remarks"),
    re_path(serve_pattern, views.page, name="wagtail_serve"),
]
