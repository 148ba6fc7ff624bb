"""Nobody looks into our own network by way of an address that she filled in."""

import socket

import pytest
import requests

from lms.accounts.fetching import GuardedSession, NotAllowed, is_allowed, may_ask


@pytest.mark.parametrize(
    "address",
    [
        "",
        "login.example.be",
        "http://login.example.be",
        "http://127.0.0.1:8000",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:word@login.example.be",
        "https://login.example.be:port",
        "https://[::1",
    ],
)
def test_only_https_is_asked(address):
    assert not may_ask(address)
    with pytest.raises(NotAllowed), GuardedSession() as session:
        session.get(address)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address that leads to oneself, not one to listen at
        "224.0.0.1",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
    ],
)
def test_a_name_that_leads_into_our_network_is_not_gone_to(monkeypatch, place):
    assert not is_allowed(place)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, 443)) for where in ("93.184.216.34", place)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(requests.ConnectionError), GuardedSession() as session:
        session.get("https://login.example.be")


def test_a_public_place_is_allowed():
    assert is_allowed("93.184.216.34")
    assert is_allowed("2606:2800:220:1:248:1893:25c8:1946")


def test_at_home_only_the_own_machine_is_asked_without_https(settings):
    settings.PROVIDERS_AT_HOME = True
    assert may_ask("http://127.0.0.1:9000/x")
    assert may_ask("http://localhost:9000")
    assert not may_ask("http://10.0.0.1/")
    assert not is_allowed("10.0.0.1")
