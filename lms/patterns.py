"""The page with every component in use, for who works on the design. Only when DEBUG, so in English only."""

import re

from django import forms
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static

from courses.questions import kind
from courses.questions.base import Shown, Unanswered
from lms.templatetags.ui import LEVEL_WORDS

THEMES = {"light", "dark"}
ROWS = {
    "some": ("on", "on", "maybe", "maybe", "off", "off", "off", "off"),
    "gained": ("on", "on", "new", "maybe", "off", "off", "off", "off"),
    "unknown": ("maybe", "maybe", "off", "off", "off", "off", "off", "off"),
    "high": ("on", "on", "on", "on", "on", "maybe", "off", "off"),
}
TOWERS_PER_AREA = (3, 6, 4, 4, 4)  # as in DigComp

# Blocks of a lesson that need no file, as their templates get them.
BLOCKS = {
    "steps": {"one_by_one": True, "items": [{"text": "<p>Fill the can.</p>"}, {"text": "<p>Pour.</p>"}]},
    "accordion": {"items": [{"title": "What if it was real?", "text": "<p>Then nothing is wrong.</p>"}]},
    "comparison": {
        "left": {"title": "Here you guess", "text": "<ul><li>Give some water.</li></ul>"},
        "right": {"title": "This is exact", "text": "<ul><li>Give 2 litres.</li></ul>"},
    },
    "cards": {"items": [{"front": "“Pay today!” Which sign is this?", "back": "The hurry."}]},
    "words": {"items": [{"pk": 1, "word": "sender", "explanation": "Who sends the message."}]},
    "summary": {"items": ["One step holds one action.", "A number makes it exact."]},
    "at_work": {"text": "<p>Write down one of your own jobs in 5 steps.</p>"},
}

# Per type: a question, what somebody sends with something still missing, and an answer that is not right.
QUESTIONS = {
    "decision_table": (
        {
            "prompt": "Who lives here OR works here swims for free.\n\nWhat does each visitor pay?",
            "conditions": [{"text": "Lives here?"}, {"text": "Works here?"}],
            "outcomes": [{"text": "nothing"}, {"text": "4 euro"}],
            "cases": [
                {"cells": "yes | yes", "outcome": "a"},
                {"cells": "yes | no", "outcome": "a", "feedback": "With OR, one of the two is enough."},
                {"cells": "no | yes", "outcome": "a"},
                {"cells": "no | no", "outcome": "b"},
            ],
            "why": "OR needs only one of the conditions.",
        },
        {"case.a": ["a"]},
        {"outcomes": {"a": "a", "b": "b", "c": "b", "d": "b"}},
    ),
    "trace": (
        {
            "prompt": "Lotte follows these lines exactly.\n\nWhat comes out?",
            "program": "Fill the can with 10 litres\nREPEAT 3 times:\n  pour 2 litres in a box\nCarry the can back",
            "steps": [
                {"text": "Litres after line 1", "accept": ["10"], "answer": "10"},
                {"text": "Litres after the first box", "accept": ["8"], "answer": "8"},
                {
                    "text": "Litres in the end",
                    "accept": ["4"],
                    "answer": "4",
                    "feedback": "3 times 2 litres have gone: 6 litres.",
                },
            ],
            "why": "A line under REPEAT is done again and again.",
        },
        {"step.a": ["10"]},
        {"values": {"a": "10", "b": "8", "c": "8"}},
    ),
    "settings": (
        {
            "prompt": "Visitors may see the calendar of the library, and nothing else.\n\nPut the settings right.",
            "title": "Calendar: sharing",
            "switches": [
                {"text": "Others may read", "ought": "on"},
                {
                    "text": "Others may change",
                    "about": "Handy: everybody helps.",
                    "on": True,
                    "ought": "off",
                    "feedback": "Who only looks needs to change nothing.",
                },
                {"text": "Show phone numbers", "on": True, "ought": "off"},
                {"text": "Dark colours"},
            ],
            "why": "Share no more than is needed.",
        },
        {"on": ["b", "c"]},
        {"on": ["a", "b"]},
    ),
    "table_fix": (
        {
            "prompt": "Samira makes a list for the summer camp.\n\nMend the list.",
            "columns": [{"text": "Name"}, {"text": "Born on"}, {"text": "Town"}],
            "rows": [
                {"cells": "An Peeters | 12/03/2015 | Zonnebeek"},
                {"cells": "Elif Demir | 3 april 14 | Zonnebeek"},
                {
                    "cells": "An Peeters | 12/03/2015 | Zonnebeek",
                    "extra": True,
                    "feedback": "An is there twice.",
                },
                {"cells": "Tom Maes | 05/06/2014 |"},
            ],
            "fixes": [
                {"row": "b", "column": "b", "accept": ["03/04/2014"], "answer": "03/04/2014"},
                {"row": "d", "column": "c", "accept": ["Zonnebeek"], "answer": "Zonnebeek"},
            ],
            "why": "A tidy list has no doubles and no gaps, and writes every date in one way.",
        },
        {},
        {"cells": {"b.b": "03/04/2014", "a.a": "Anne Peeters"}, "gone": ["d"]},
    ),
    "number": (
        {
            "prompt": "The tap of {who:An|Bo|Els} drips {drops:2-9} litres a day.\n\nHow much is lost in a week?",
            "formula": "7 * drops",
            "tolerance": 0.5,
            "unit": "litres",
            "why": "A week has 7 days: 7 times {drops} litres.",
        },
        {"answer": ["twelve"]},
        {"answer": "50"},
    ),
    "cloze": (
        {
            "prompt": "Finish the rule for the sprinkler.",
            "text": "IF it rains\n  THEN [a]\n  ELSE [b].",
            "gaps": [
                {
                    "choices": [
                        {"text": "the sprinkler stays off", "right": True},
                        {"text": "the sprinkler goes on"},
                    ],
                    "feedback": "Rain makes the ground wet already.",
                },
                {"choices": [{"text": "nothing happens"}, {"text": "the sprinkler goes on", "right": True}]},
            ],
            "why": "A condition has two ways.",
        },
        {"gap.a": ["a"]},
        {"gaps": {"a": "b", "b": "b"}},
    ),
    "sorting": (
        {
            "prompt": "Who does what?",
            "boxes": [{"id": "ai", "text": "AI may do this"}, {"id": "person", "text": "A person decides"}],
            "cards": [
                {"text": "Make a text shorter", "box": "ai"},
                {"text": "Refuse a grant", "box": "person", "feedback": "That touches somebody's rights."},
                {"text": "Turn down a complaint", "box": "person"},
            ],
            "why": "What touches somebody's rights is decided by a person.",
        },
        {},
        {"boxes": {"a": "ai", "b": "ai", "c": "person"}},
    ),
    "chart": (
        {
            "prompt": "In which month did most people come?",
            "chart": {
                "title": "Visitors of the recycling park",
                "x": "month",
                "y": "number of visitors",
                "source": "counted at the gate",
                "points": [
                    {"label": label, "value": value}
                    for label, value in zip(
                        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
                        (320, 290, 410, 560, 690, 740, 810, 780, 600, 520, 390, 310),
                        strict=True,
                    )
                ],
            },
            "options": [{"text": "May"}, {"text": "July", "right": True}, {"text": "August"}],
            "why": "The highest bar stands above July.",
        },
        {},
        {"choice": "c"},
    ),
    "claim": (
        {
            "prompt": "Luc got a mail from his bank. He says this.\n\nIs Luc right?",
            "claim": "A mail without spelling mistakes is safe.",
            "reasons": [
                {"text": "Swindlers always make mistakes.", "feedback": "That was so once."},
                {"text": "A false mail can be without any mistake too.", "right": True},
                {"text": "A bank never sends a mail."},
            ],
            "why": "Look at the sender, the link, the haste and the question.",
        },
        {"verdict": ["no"]},
        {"verdict": "no", "reason": "a"},
    ),
    "find_mistakes": (
        {
            "prompt": "Lotte counts the visitors.\n\nWhat cannot be right?",
            "head": "Day | Visitors | Counted by",
            "rows": [
                {"text": "29 June | 120 | Lotte"},
                {"text": "[31 June] | 130 | Lotte", "feedback": "June has 30 days."},
                {"text": "1 July | [-5] | Lotte", "feedback": "Fewer than nobody cannot be."},
                {"text": "2 July | [] | Lotte", "feedback": "A number is missing."},
            ],
            "why": "Read each cell and ask: can this be?",
        },
        {},
        {"marks": ["a.1", "b.1", "d.2"]},
    ),
    "flashcard": (
        {
            "prompt": "You gave your bank details to a false website.\n\nWhich number do you call?",
            "back": "Card Stop: **078 170 170**, day and night.",
            "why": "Card Stop blocks your cards at once.",
        },
        {},
        {"knew": True},
    ),
    "own_estimate": (
        {
            "prompt": "I can tell a false message from a real one.",
            "advice_learn": "Do the lesson “Four signs” once more.",
            "advice_can": "Show it in the test.",
            "why": "What you think yourself helps us to choose your next step.",
        },
        {},
        {"step": 3},
    ),
    "hotspot": (
        {
            "prompt": "This mail is false.\n\nWhich button do you press?",
            "picture": {"file": "mail-buttons.svg", "alt": "A screen with a mail, four buttons and a link."},
            "areas": [
                {"text": "The arrow to the left", "x": 10, "y": 11, "width": 16.5, "height": 15},
                {"text": "The arrow to the right", "x": 31, "y": 11, "width": 16.5, "height": 15},
                {"text": "The bin", "x": 52.5, "y": 11, "width": 16.5, "height": 15},
                {"text": "The flag", "x": 73.5, "y": 11, "width": 16.5, "height": 15, "right": True},
                {
                    "text": "The yellow button in the mail",
                    "x": 11,
                    "y": 74.5,
                    "width": 35,
                    "height": 14.5,
                    "feedback": "That one opens the false website.",
                },
            ],
            "why": "The flag reports the mail.",
        },
        {},
        {"areas": ["e"]},
    ),
}


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
            "questions": [one for type in QUESTIONS for one in example_question(type)],
            "blocks": [
                render_to_string(f"cms/blocks/{name}.html", {"value": value})
                for name, value in BLOCKS.items()
            ],
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


def example_question(type: str) -> list[tuple[str, Shown, str, str]]:
    """As it is asked, with something missing, and answered: (name, what is shown, its picture, what is missing)."""
    plain, posted, response = QUESTIONS[type]
    body, texts = kind(type).split(plain)
    asked = kind(type).shown(body, texts, 1)
    try:
        kind(type).read(body, posted)
    except Unanswered as unanswered:
        missing, code = kind(type).shown(body, texts, 1, unanswered.response), unanswered.code
    response = kind(type).bound(body, response, 1)
    answered = kind(type).shown(body, texts, 1, response, kind(type).mark(body, response))
    picture = static(f"img/{plain['picture']['file']}") if "picture" in plain else ""
    ways = (("ask", asked, ""), ("missing", missing, code), ("done", answered, ""))
    return [(f"{type}-{way}", shown, picture, lacking) for way, shown, lacking in ways]


def icons() -> list[str]:
    with open(finders.find("img/icons.svg")) as sprite:
        return re.findall(r'<symbol id="i-([a-z]+)"', sprite.read())
