"""Saying why one looks, as the page asks it before the first record opens."""

from django.test import Client
from django.urls import reverse


def say_why(client: Client, purpose: str = "training", said: str = "") -> Client:
    client.post(reverse("purpose"), {"purpose": purpose, "said": said})
    return client
