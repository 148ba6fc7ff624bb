"""What every answer says to the browser, whatever it is an answer to."""

import re

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import path, reverse

from cms import rights
from cms.models import Attachment, Picture
from lms import urls
from lms.headers import NOTHING_OF
from tests.cms.authored import SVG


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [path("broken/", broken), *urls.urlpatterns]


@pytest.fixture
def answers(as_user, cast, settings, tmp_path):
    """Of every kind, by what they are."""
    settings.MEDIA_ROOT, settings.ROOT_URLCONF = tmp_path, __name__
    # WhiteNoise serves what is in this folder.
    (settings.VAR / "static" / "sheet.css").write_text("p {}")
    owned = {"collection": rights.collection(cast.a)}
    picture = Picture.objects.create(title="x", file=ContentFile(SVG, "x.svg"), **owned)
    document = Attachment.objects.create(title="x", file=ContentFile(b"x", "x.txt"), **owned)
    rights.sync(cast.a)
    stranger, author, hr = Client(), as_user(cast.trainer_a), Client()
    hr.force_login(cast.hr_a)
    for client in (stranger, author, hr):
        client.raise_request_exception = False
    asked = {
        "a page": author.get(reverse("home")),
        "the door": stranger.get(reverse("account_login")),
        "a redirect": stranger.get(reverse("home")),
        "a page that is refused": author.get(reverse("overview")),
        "a page that is not there": author.get("/nl/nothing/"),
        "a page that breaks": author.get("/broken/"),
        "a form without its token": Client(enforce_csrf_checks=True).post(reverse("account_login")),
        "a static file": stranger.get("/static/sheet.css"),
        "the colours": stranger.get(f"/theme/{cast.a.slug}.css"),
        "a picture": author.get(picture.file.url),
        "a document": author.get(document.url),
        "a table": hr.get(reverse("overview_csv", args=["units"])),
        "the editor": author.get(reverse("wagtailadmin_home")),
        "a page in the editor": author.get(reverse("wagtailimages:add")),
        "the editor's script": author.get(reverse("wagtailadmin_javascript_catalog")),
        "the health": stranger.get(reverse("healthz")),
    }
    wanted = {"a page that is refused": 403, "a page that breaks": 500, "a form without its token": 403}
    wanted |= {"a page that is not there": 404, "a redirect": 302}
    for what, reply in asked.items():
        assert reply.status_code == wanted.get(what, 200), what
    return asked


KEPT = {"a static file", "the colours", "a picture", "the editor's script"}
IN_EDITOR = {"the editor", "a page in the editor", "the editor's script"}


def directives(reply) -> dict[str, str]:
    told = [one.strip().partition(" ") for one in reply["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in told}


def test_every_answer_protects_itself(answers):
    for what, reply in answers.items():
        assert reply["X-Content-Type-Options"] == "nosniff", what
        assert reply["X-Frame-Options"] == "SAMEORIGIN", what
        assert reply["Referrer-Policy"] == "same-origin", what
        assert reply["Cross-Origin-Opener-Policy"] == "same-origin", what
        assert reply["Cross-Origin-Resource-Policy"] == "same-origin", what
        assert all(f"{name}=()" in reply["Permissions-Policy"] for name in NOTHING_OF), what
        assert directives(reply)["frame-ancestors"] in ("'self'", "'none'"), what
        assert reply.status_code == 302 or reply["Content-Type"], what
        assert "Server" not in reply, what
        assert "Access-Control-Allow-Origin" not in reply, what


def test_our_own_pages_allow_nothing_inline_and_nobody_else(answers):
    for what, reply in answers.items():
        if what not in IN_EDITOR:
            assert "unsafe" not in reply["Content-Security-Policy"] or what == "a picture", what
            assert not re.search(r"https?:|\*", reply["Content-Security-Policy"]), what
    ours = directives(answers["a page"])
    assert ours["default-src"] == "'self'"
    assert ours["object-src"] == "'none'"
    assert ours["form-action"] == ours["base-uri"] == "'self'"


def test_the_editor_allows_inline_scripts_and_still_nobody_else(answers):
    policy = answers["the editor"]["Content-Security-Policy"]
    assert not re.search(r"https?:|\*|unsafe-eval", policy)


def test_what_may_be_about_somebody_is_kept_nowhere(answers):
    for what, reply in answers.items():
        if what not in KEPT:
            assert "no-store" in reply["Cache-Control"], what


def test_only_what_is_the_same_for_everybody_may_be_kept_by_others_on_the_way(answers):
    public = {what for what, reply in answers.items() if "public" in reply["Cache-Control"]}
    assert public <= {"a static file", "the colours"}


def test_a_table_tells_its_kind_and_its_name(answers):
    assert answers["a table"]["Content-Type"] == "text/csv; charset=utf-8"
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.csv"', answers["a table"]["Content-Disposition"])


def test_an_error_tells_nothing_of_how_it_came(answers):
    told = answers["a page that breaks"].content.decode()
    assert "RuntimeError" not in told
    assert "broken on purpose" not in told
