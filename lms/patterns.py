"""The page with every component in use, for who works on the design. Only when DEBUG, so in English only."""

import re

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.templatetags.ui import LEVEL_WORDS

THEMES = {"light", "dark"}
ROWS = {
    "some": ("on", "on", "maybe", "maybe", "off", "off", "off", "off"),
    "gained": ("on", "on", "new", "maybe", "off", "off", "off", "off"),
    "unknown": ("maybe", "maybe", "off", "off", "off", "off", "off", "off"),
    "high": ("on", "on", "on", "on", "on", "maybe", "off", "off"),
}
TOWERS_PER_AREA = (3, 6, 4, 4, 4)  # as in DigComp


class ExampleForm(forms.Form):
    name = forms.CharField(label="First name", help_text="This is what we call you here.", required=False)
    email = forms.EmailField(
        label="E-mail address", error_messages={"invalid": "An @ is missing. Example: me@town.example"}
    )
    service = forms.ChoiceField(
        label="Service", choices=[("", "Choose"), ("p", "Population"), ("g", "Green spaces")]
    )
    need = forms.CharField(
        label="What do you need?", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    way = forms.ChoiceField(
        label="How shall we reach you?",
        choices=[("mail", "By mail"), ("call", "By phone")],
        widget=forms.RadioSelect,
    )
    remind = forms.BooleanField(label="Send me a reminder", required=False)


def patterns(request: HttpRequest) -> HttpResponse:
    theme = request.GET.get("theme")
    return render(
        request,
        "patterns.html",
        {
            "theme": theme if theme in THEMES else "",
            "row": ROWS,
            "towers": example_wall(),
            "states": ["learn", "unsure", "ok", "ok"],
            "form": ExampleForm({"name": "An", "email": "me.town.example", "service": "p", "way": "mail"}),
            "crumbs": [{"url": "#ways", "label": "Modules"}],
            "levels": LEVEL_WORDS,
            "icons": icons(),
        },
    )


def example_wall() -> list[tuple[str, tuple[str, ...], int]]:
    kinds = list(ROWS.values())
    towers = [str(area) for area, count in enumerate(TOWERS_PER_AREA, 1) for _ in range(count)]
    return [(area, kinds[place % len(kinds)], 2 + place % 4) for place, area in enumerate(towers)]


def icons() -> list[str]:
    with open(finders.find("img/icons.svg")) as sprite:
        return re.findall(r'<symbol id="i-([a-z]+)"', sprite.read())
