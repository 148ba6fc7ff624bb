"""Whether an ID token is what it should be: signed by the provider, meant for us, of now, and asked for by this visit.

allauth trusts a token that came over TLS without looking at its signature and knows no nonce; here both are checked.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt

from lms.accounts.claims import Reason, Refused

# Only signatures with a public key: with the client secret (HS256) or without any ("none") others could make them too.
ALGORITHMS = frozenset(kind + size for kind in ("RS", "PS", "ES") for size in ("256", "384", "512"))
KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC"}
LEEWAY = 60  # seconds that two clocks may differ
NEEDED = ["iss", "aud", "sub", "exp", "iat"]
WRONG: list[tuple[type[Exception], Reason]] = [
    (jwt.ExpiredSignatureError, Reason.EXPIRED),
    (jwt.InvalidIssuerError, Reason.ISSUER),
    (jwt.InvalidAudienceError, Reason.AUDIENCE),
]


def verified(token: Any, *, keys: Any, issuer: str, client_id: str, nonce: str) -> dict[str, Any]:
    """The claims. Raises Refused."""
    if not isinstance(token, str) or not isinstance(keys, dict):
        raise Refused(Reason.RUBBISH)
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as broken:
        raise Refused(Reason.RUBBISH) from broken
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise Refused(Reason.SIGNATURE)
    claims = decoded(token, key_for(header, keys), algorithm, issuer, client_id)
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise Refused(Reason.AUDIENCE)
    said = claims.get("nonce")
    if not nonce or not isinstance(said, str) or not secrets.compare_digest(said.encode(), nonce.encode()):
        raise Refused(Reason.NONCE)
    return claims


def decoded(token: str, key: Any, algorithm: str, issuer: str, client_id: str) -> dict[str, Any]:
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[algorithm],
            issuer=issuer,
            audience=client_id,
            leeway=LEEWAY,
            options={"require": NEEDED},
        )
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        reason = next((why for kind, why in WRONG if isinstance(wrong, kind)), Reason.SIGNATURE)
        raise Refused(reason) from wrong


def key_for(header: dict[str, Any], keys: dict[str, Any]) -> Any:
    """The provider's key that the token names; without a name, its only one."""
    every = keys.get("keys")
    fits = [
        one
        for one in (every if isinstance(every, list) else [])
        if isinstance(one, dict) and one.get("kty") == KINDS[header["alg"][:2]] and one.get("use") != "enc"
    ]
    named = [one for one in fits if one.get("kid") == header["kid"]] if "kid" in header else fits
    if len(named) != 1:
        raise Refused(Reason.SIGNATURE)
    try:
        return jwt.PyJWK(named[0], algorithm=header["alg"]).key
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        raise Refused(Reason.SIGNATURE) from wrong
