"""Asks addresses that an organisation's administrator filled in, and lets nobody look into our own network with them.

Only https and only public addresses: the address that was checked is the one that is connected to. No redirect is
followed, an answer is bounded in time and size. On the machine of a developer http to the machine itself is let
through (settings.PROVIDERS_AT_HOME).
"""

from __future__ import annotations

import ipaddress
import socket
import time
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.util import Timeout
from urllib3.util.connection import create_connection

SECONDS = 5
MOST_BYTES = 256 * 1024


class NotAllowed(requests.RequestException):
    """An address that may not be asked."""


class TooMuch(requests.RequestException):
    """An answer that is too big, too slow, or somewhere else."""


def may_ask(address: str) -> bool:
    """Whether the address itself is of the right kind; where it leads is looked at when it is asked."""
    try:
        parts = urlsplit(address)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.password is not None or not port_is_number:
        return False
    if parts.scheme == "https":
        return True
    return parts.scheme == "http" and settings.PROVIDERS_AT_HOME and is_loopback(parts.hostname)


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def public(host: str, port: int) -> str:
    """The first place where the host is found, when all of them are public. Raises OSError."""
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    places = [str(one[4][0]) for one in found]
    if not places or not all(is_allowed(place) for place in places):
        raise OSError("not a public address")
    return places[0]


def is_allowed(place: str) -> bool:
    address = ipaddress.ip_address(place.partition("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return settings.PROVIDERS_AT_HOME
    return address.is_global and not address.is_multicast


class PublicOnly:
    def _new_conn(self) -> socket.socket:
        """As in urllib3, but to a place that was checked first."""
        try:
            where = (public(self.host, self.port), self.port)
            return create_connection(where, SECONDS, socket_options=self.socket_options)
        except (OSError, ValueError) as refused:
            raise NewConnectionError(self, "no public address answers") from refused


class PublicHTTP(PublicOnly, HTTPConnection):
    pass


class PublicHTTPS(PublicOnly, HTTPSConnection):
    pass


class PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = PublicHTTP


class PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = PublicHTTPS


class PublicAdapter(HTTPAdapter):
    def init_poolmanager(self, *args, **kwargs) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": PublicHTTPPool, "https": PublicHTTPSPool}


class GuardedSession(requests.Session):
    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False  # no proxy and no .netrc of the server
        self.mount("http://", PublicAdapter())
        self.mount("https://", PublicAdapter())
        # Nothing packed: a small answer cannot unfold into a big one.
        self.headers.update({"Accept": "application/json", "Accept-Encoding": "identity"})

    def request(self, method: str, url: str, **kwargs) -> requests.Response:
        if not may_ask(url):
            raise NotAllowed(url)
        ends = time.monotonic() + SECONDS
        kwargs |= {
            "stream": True,
            "allow_redirects": False,
            "timeout": Timeout(connect=SECONDS, read=SECONDS),
        }
        reply = super().request(method, url, **kwargs)
        if reply.is_redirect or reply.headers.get("Content-Encoding"):
            reply.close()
            raise TooMuch("redirected or packed")
        reply._content = whole(reply, ends)
        reply._content_consumed = True
        return reply


def whole(reply: requests.Response, ends: float) -> bytes:
    """All of the answer. A server that hands out one byte every few seconds is not waited for."""
    parts: list[bytes] = []
    try:
        while part := reply.raw.read1(16 * 1024):
            parts.append(part)
            if sum(map(len, parts)) > MOST_BYTES or time.monotonic() > ends:
                raise TooMuch("too big or too slow")
    except (HTTPError, OSError) as broken:
        if isinstance(broken, requests.RequestException):
            raise
        raise requests.ConnectionError("broken off") from broken
    finally:
        reply.close()
    return b"".join(parts)
