"""What every answer says to the browser, also that of a static file, a picture and an error."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

NOTHING_OF = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "hid",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
# A passkey is asked for on our own pages.
ALLOWED = (
    "publickey-credentials-create=(self)",
    "publickey-credentials-get=(self)",
    "fullscreen=(self)",
)
ALWAYS = {
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in NOTHING_OF), *ALLOWED]),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
KEPT_NOWHERE = "no-store, private"
FRAMED = "frame-ancestors"


class HeadersMiddleware:
    """Also: what does not say itself how long it may be kept is not kept, for it may be about somebody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in ALWAYS.items():
            response.setdefault(name, value)
        response.setdefault("Cache-Control", KEPT_NOWHERE)
        policy = response.get("Content-Security-Policy", "")
        if policy and FRAMED not in policy:  # Wagtail has one of its own for documents
            response["Content-Security-Policy"] = f"{policy}; {FRAMED} 'none'"
        return response
