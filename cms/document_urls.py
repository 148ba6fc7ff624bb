"""Documents, each through Wagtail's own view, where `cms.serving` asks who reads."""

from wagtail.documents.urls import urlpatterns

__all__ = ["urlpatterns"]
