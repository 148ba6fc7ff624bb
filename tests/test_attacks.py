"""What somebody with bad intentions tries, on the real pages."""

import re
from collections import deque
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from rest_framework.authentication import SessionAuthentication

from cms import rights
from courses.coaching import ask_coach
from courses.models import HelpRequest
from lms.people.correcting import ask_correction
from lms.people.models import Correction, Employment, Organisation, Unit
from lms.people.sharing import share_with_coach
from tests.cms.authored import write
from tests.looking import say_why

SCRIPT = "\"'><img src=x onerror=alert(1)>{{7*7}}"
ALIVE = re.compile(r"<img src=x|[^&]\"'><img|(?<!\{)\b49\b\}\}", re.IGNORECASE)
A = "aalhoek"  # whose name is poisoned below
MOST = 70  # pages that each of them opens
ROLES = ["learner_a", "coach_a", "hr_a", "manager_a", "administrator_a", "trainer_a"]
LINK = re.compile(r'(?:href|action)="([^"#]+)')
LEFT_OUT = re.compile(
    r"logout|/account/|\.css|/(static|media|documents|fr|de|en)/|delete|set_language|/looks/why"
)


@pytest.fixture(scope="module")
def poisoned(kept_for_module) -> None:
    """Whatever people can fill in, in the hands of somebody who tries to run a script in the browser of the next."""
    from tests.cast import Cast

    cast, now = Cast(), timezone.now()
    write(cast.a, mark=f" {SCRIPT}")
    rights.sync(cast.a)
    for person in cast.a.employments.select_related("user"):
        person.user.name = f"{person.user.username} {SCRIPT}"
        person.user.save()
    Employment.objects.filter(organisation=cast.a).update(job_title=SCRIPT)
    for unit in Unit.objects.filter(organisation=cast.a):
        unit.name += SCRIPT
        unit.save()
    organisation = Organisation.objects.get(pk=cast.a.pk)
    organisation.name += SCRIPT
    organisation.visibility = "detail"
    organisation.staff_notice = organisation.consultation_reference = SCRIPT
    organisation.consulted_on = now.date()
    organisation.save()
    learner = cast.employment(cast.learner_a)
    more = {"now": now, "acting_user": cast.learner_a}
    ask_coach(employment=learner, activity=None, kind=HelpRequest.Kind.HELP, message=SCRIPT, **more)
    ask_correction(employment=learner, fact=Correction.Fact.UNIT, sentence=SCRIPT, **more)
    share_with_coach(employment=learner, coach=cast.coach_a, today=now.date(), **more)


def pages_of(client: Client, start: list[str]):
    """Every page that somebody comes to by its links, each address once whatever its question is."""
    todo, seen = deque(start), set()
    while todo and len(seen) < MOST:
        address = todo.popleft()
        kind = re.sub(r"\d+|[0-9a-f-]{36}", "#", urlsplit(address).path)
        if kind in seen or LEFT_OUT.search(address):
            continue
        seen.add(kind)
        reply = client.get(address, follow=True)
        if not reply.get("Content-Type", "").startswith("text/html"):
            continue
        source = reply.content.decode()
        yield address, source
        todo.extend(
            link.path + (f"?{link.query}" if link.query else "")
            for found in LINK.findall(source)
            if not (link := urlsplit(urljoin(address, unescape(found)))).netloc and link.path.startswith("/")
        )


@pytest.mark.parametrize("who", ROLES)
def test_nothing_that_somebody_fills_in_runs_in_the_browser_of_another(client, cast, poisoned, who):
    client.force_login(getattr(cast, who))
    say_why(client, "other", SCRIPT[:200])
    start = ["home", "skills", "catalogue", "my_data", "my_looks", "rules", "my_coach"]
    start += {"trainer_a": ["wagtailadmin_home"], "coach_a": ["coaching"]}.get(who, [])
    start += {"hr_a": ["overview", "people", "corrections"]}.get(who, [])
    found = list(pages_of(client, list(map(reverse, start))))
    assert len(found) > 10
    assert any("onerror=alert" in source for _address, source in found)  # it is there, as text
    assert [address for address, source in found if ALIVE.search(source)] == []


# --- being sent elsewhere ---------------------------------------------------------------------------------------------

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example/",
    "javascript:alert(1)",
    "\t//evil.example/",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]


def leads_away(reply) -> bool:
    return urlsplit(reply.get("Location", "").replace("\\", "/").strip()).netloc not in ("", "testserver")


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_to_another_website(as_user, cast, client, address, sign_in):
    sent = {"next": address}
    for reply in (
        sign_in(cast.learner_a, client=Client(), query_params=sent),
        as_user(cast.hr_a).post(f"{reverse('purpose')}?next=x", {"purpose": "training"}, query_params=sent),
        Client().post(reverse("set_language"), {"language": "fr", **sent}),
        Client().get(reverse("sign_in_organisations"), sent),
        as_user(cast.learner_a).post(reverse("account_logout"), sent),
        Client().get("/admin/login/", sent),
    ):
        assert not leads_away(reply)
        assert "javascript:" not in reply.get("Location", "")


@pytest.fixture
def sign_in():
    from tests.accounts.conftest import PASSWORD

    def with_password(user, client, **more):
        user.set_password(PASSWORD)
        user.save()
        return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD}, **more)

    return with_password


# --- writing in the name of another -----------------------------------------------------------------------------------


def views(patterns=None):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback
        else:
            yield from views(pattern.url_patterns)


def test_every_page_that_writes_asks_for_its_token():
    """The two exceptions ask for it themselves, after they have set how much may come in."""
    exempt = [view for view in views() if getattr(view, "csrf_exempt", False)]
    ours = {view.__name__ for view in exempt if not hasattr(view, "cls")}
    assert ours == {"logo", "people_import"}
    for view in exempt:  # those of Wagtail's own API ask for it when they look who is signed in
        if hasattr(view, "cls"):
            assert SessionAuthentication in view.cls.authentication_classes


@pytest.mark.parametrize(
    "page", ["people_import", "logo", "my_coach", "set_language", "account_logout", "not_right"]
)
def test_a_form_without_its_token_does_nothing(cast, page):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.administrator_a)
    address = reverse(page, args=[A] if page in {"people_import", "logo"} else [])
    assert client.post(address, {"do": "ask", "message": "x"}).status_code == 403
    assert client.get(reverse("home")).status_code == 200


def test_a_form_of_another_website_does_nothing(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.learner_a)
    page = client.get(reverse("my_coach")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    sent = {"do": "ask", "message": "x", "csrfmiddlewaretoken": token}
    address = reverse("my_coach")
    assert client.post(address, sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(address, sent).status_code == 302


# --- giving oneself more than one has ---------------------------------------------------------------------------------


def test_nobody_makes_herself_more_than_she_is(as_user, cast):
    client, before = as_user(cast.learner_a), vars(cast.learner_a)
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
        "role": "hr",
        "organisation": cast.b.pk,
    }
    more |= {"username": "root", "name": "Root", "user": cast.hr_a.pk, "groups": "1"}
    for page in (
        "account_change_password",
        "account_email",
        "my_coach",
        "not_right",
        "purpose",
        "mfa_activate_totp",
    ):
        for do in ("ask", "share", "name", ""):
            client.post(reverse(page), more | {"do": do})
    after = vars(cast.learner_a)
    kept = ("is_superuser", "is_staff", "username", "name", "email", "password")
    assert [after[name] for name in kept] == [before[name] for name in kept]
    assert not cast.learner_a.grants.exists()


def test_numbers_beyond_all_bounds_find_nothing_and_break_nothing(as_user, cast):
    client = as_user(cast.hr_a)
    say_why(client)
    beyond = 10**30
    addresses = [
        reverse("person", args=[beyond]),
        reverse("coached", args=[beyond]),
        reverse("people_import_file", args=[A, beyond]),
        f"{reverse('people')}?page={beyond}&unit={beyond}&job={beyond}",
        f"{reverse('overview')}?unit={beyond}&job=%00",
        f"{reverse('catalogue')}?minutes={beyond}&q=%00&skill=%00",
        f"/documents/{beyond}/x.pdf",
        "/media/images/x%00.png",
    ]
    client.raise_request_exception = False
    assert [address for address in addresses if client.get(address).status_code >= 500] == []


def test_no_table_of_the_editor_leaves_as_a_file(as_user, cast):
    rights.sync(Organisation.objects.get(slug=A))
    client = as_user(cast.trainer_a)
    page = reverse("wagtailadmin_reports:aging_pages")
    assert client.get(page).status_code == 200
    assert client.get(page, {"export": "csv"}).status_code == 403
