"""A real OpenID Connect provider on 127.0.0.1, which can misbehave: `provider.wrong = "nonce"` and so on.

It signs in without asking whoever `provider.person` says, and hands out real signed tokens.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "bouwsteen", "a secret: of <two> & more than that"
TENANT = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider:
    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        self.server.daemon_threads = True
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()
        self.base = f"http://127.0.0.1:{self.server.server_port}"
        self.start_again()

    def start_again(self) -> None:
        self.wrong = ""
        self.person: dict = {"sub": "s-1"}
        self.more: dict = {}
        self.codes: dict[str, dict] = {}
        self.asked: list[str] = []
        self.place = ""

    @property
    def issuer(self) -> str:
        return self.base + self.place

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> dict:
        issuer = "https://other.example.be" if self.wrong == "other issuer found" else self.issuer
        found = {
            "issuer": issuer,
            "authorization_endpoint": f"{self.base}/authorize",
            "token_endpoint": f"{self.base}/token",
            "jwks_uri": f"{self.base}/keys",
            "userinfo_endpoint": f"{self.base}/userinfo",
            "end_session_endpoint": f"{self.base}/end",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        if self.wrong == "script as address":
            found["authorization_endpoint"] = "javascript:alert(1)"
        if self.wrong == "half a discovery":
            del found["jwks_uri"]
        return found

    def token(self, asked: dict) -> str:
        now = int(time.time())
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            **self.person,
        }
        said |= {
            "nonce": {"nonce": "another"},
            "audience": {"aud": "another"},
            "several audiences": {"aud": [CLIENT, "another"], "azp": "another"},
            "issuer": {"iss": "https://other.example.be"},
            "expired": {"iat": now - 900, "exp": now - 600},
        }.get(self.wrong, {})
        if self.wrong == "no nonce":
            del said["nonce"]
        if self.wrong == "none":
            return jwt.encode(said, None, algorithm="none")
        if self.wrong == "signed with the secret":
            return jwt.encode(said, SECRET, algorithm="HS256", headers={"kid": "k1"})
        signer = key("stolen") if self.wrong == "another key" else key("k1")
        return jwt.encode(said, signer, algorithm="RS256", headers={"kid": "k1"})


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def log_message(self, *args) -> None:
        pass

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        said = {name: values[0] for name, values in parse_qs(place.query).items()}
        self.provider.asked.append(place.path)
        if self.misbehaves(place.path):
            return
        if place.path == "/authorize":
            self.authorize(said)
        elif place.path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key("k1").public_key()))
            self.reply({"keys": [public | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
        elif place.path == "/userinfo":
            self.reply({"sub": self.provider.person.get("sub"), **self.provider.more})
        elif place.path == self.provider.place + "/.well-known/openid-configuration":
            self.reply(self.provider.discovery())
        else:
            self.reply({}, 404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        said = {name: values[0] for name, values in parse_qs(body).items()}
        self.provider.asked.append(self.path)
        if self.misbehaves(self.path):
            return
        asked = self.provider.codes.pop(said.get("code", ""), None)  # once
        verifier = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        proven = asked and base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == asked["code_challenge"]
        known = (said.get("client_id"), said.get("client_secret")) == (CLIENT, SECRET)
        if not (proven and known and said.get("redirect_uri") == asked["redirect_uri"]):
            self.reply({"error": "invalid_grant"}, 400)
            return
        token = self.provider.token(asked)
        self.reply({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token})

    def authorize(self, said: dict) -> None:
        if self.provider.wrong == "cancelled":
            back = {"error": "access_denied", "state": said["state"]}
        else:
            code = secrets.token_urlsafe()
            self.provider.codes[code] = said
            back = {"code": code, "state": said["state"]}
        self.send_response(302)
        self.send_header("Location", f"{said['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def misbehaves(self, path: str) -> bool:
        """`wrong` may name the page that is wrong and how: "/token html"."""
        where, _space, how = self.provider.wrong.partition(" ")
        if not path.endswith(where) or not where.startswith("/"):
            return False
        if how == "elsewhere":
            self.send_response(302)
            self.send_header("Location", f"{self.provider.base}/keys")
            self.end_headers()
        elif how == "broken":
            self.reply({}, 500)
        else:
            bodies = {
                "html": b"<h1>Good day</h1>",
                "huge": b'{"access_token": "' + b"a" * 1_000_000,
                "list": b"[1]",
                "deep": b"[" * 100_000,
            }
            self.write(bodies[how], 200)
        return True

    def reply(self, said: dict, status: int = 200) -> None:
        self.write(json.dumps(said).encode(), status)

    def write(self, body: bytes, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(BrokenPipeError, ConnectionResetError):  # who asked had enough
            self.wfile.write(body)
