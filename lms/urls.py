"""Every address of the product, in one place."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from lms import health, patterns, sheets
from lms.accounts import urls as accounts

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="home")),
    path("healthz", health.healthz, name="healthz"),
    path("language", set_language, name="set_language"),
    path("theme/<slug:organisation>.css", sheets.theme, name="theme"),
    path("media/<path:name>", sheets.media, name="media"),
    path("sign-in/", include(accounts.outside)),
    path("admin/", include("cms.admin_urls")),
    path("documents/", include("cms.document_urls")),
    *i18n_patterns(
        path("account/", include(accounts)),
        path("", include("courses.urls")),
        path("", include("skills.urls")),
        path("", include("lms.dashboards.urls")),
        path("", include("lms.dashboards.administration_urls")),
        path("", include("lms.interop.people.urls")),
        path("", include("lms.interop.my_data.urls")),
        path("", include("lms.interop.record.urls")),
        path("", include("cms.urls")),
    ),
]
if settings.DEBUG:
    urlpatterns.insert(0, path("patterns/", patterns.patterns))
