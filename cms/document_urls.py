"""Documents, where `cms.serving` asks who reads; the rest is Wagtail's own."""

from django.urls import re_path
from wagtail.documents.urls import urlpatterns as wagtail_urlpatterns

from cms import serving

SERVE = "wagtaildocs_serve"
urlpatterns = [
    re_path(r"^(\d+)/(.*)$", serving.document, name=SERVE),
    *(pattern for pattern in wagtail_urlpatterns if pattern.name != SERVE),
]
