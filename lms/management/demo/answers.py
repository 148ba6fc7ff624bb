"""Answers of people who do not exist: right ones from the key, and wrong ones as anybody may give them.

Pure. A type that is not listed here gets "don't know", so that a new one never stops the demo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple

from courses.questions import kind
from courses.questions.base import DONT_KNOW, Response, ids
from courses.questions.claim import VERDICTS, verdict_of
from courses.questions.cloze import right_of
from courses.questions.find_mistakes import mistakes_of, pieces_of
from courses.questions.flashcard import KNEW
from courses.questions.mail import places_of
from courses.questions.own_estimate import BY_MYSELF, STEPS
from courses.questions.scenario import best_ends, worth
from courses.questions.table_fix import place_of

Body = Mapping[str, Any]
TRIES = 50  # a blind answer is seldom right; where it often is, one of these is wrong


class Ways(NamedTuple):
    key: Callable[[Body], Response]
    blind: Callable[[Body, Random], Response]


def respond(type: str, body: Body, right: bool, chance: Random) -> Response:
    """An answer that is marked right, or one that is not."""
    ways = WAYS.get(type)
    if ways is None:
        return {DONT_KNOW: True}
    if right:
        return ways.key(body)
    drawn = (ways.blind(body, chance) for _try in range(TRIES))
    wrong = (given for given in drawn if not kind(type).mark(dict(body), given).right)
    return next(wrong, {DONT_KNOW: True})


def some(things: list[str], chance: Random, least: int = 0) -> list[str]:
    """A few of them, in their own order."""
    taken = chance.sample(things, chance.randint(least, len(things)))
    return [thing for thing in things if thing in taken]


def right_ones(options: list[dict[str, Any]]) -> list[str]:
    return [option["id"] for option in options if option["right"]]


def best_path(body: Body) -> list[str]:
    best = best_ends(dict(body))
    return walk(body, lambda choices: max(choices, key=lambda choice: worth(choice, best)))


def walk(body: Body, choose: Callable[[list[dict[str, Any]]], dict[str, Any]]) -> list[str]:
    steps = {step["id"]: step for step in body["steps"]}
    path, here = [], body["steps"][0]["id"]
    while here:
        choice = choose(steps[here]["choices"])
        path.append(choice["id"])
        here = choice["next"]
    return path


def matches_of(body: Body) -> list[str]:
    distractors = [f"distractor.{id}" for id in ids(body["distractors"])]
    return [*dict.fromkeys(pair["match"] for pair in body["pairs"]), *distractors]


def misspelt(word: str, chance: Random) -> str:
    return "".join(chance.sample(word, len(word))) + chance.choice("xqz")


def written(number: float) -> str:
    """As people here write it: 2,5."""
    return f"{number:.12g}".replace(".", ",")


def wrong_numbers(body: Body, right: float) -> list[str]:
    """Well-known mistakes, and slips that are easily made."""
    known = [near["value"] for near in body.get("near", ())]
    return [written(number) for number in (*known, right * 10, right + 1, right - 10)]


def mended(body: Body) -> Response:
    return {
        "cells": {place_of(dict(fix)): fix["accept"][0] for fix in body["fixes"]},
        "gone": [row["id"] for row in body["rows"] if row["extra"]],
    }


def half_mended(body: Body, chance: Random) -> Response:
    """One cell or one row at least; else it would be no answer."""
    places = [*mended(body)["cells"], *mended(body)["gone"]]
    taken = some(places, chance, least=1)
    return {
        "cells": {place: text for place, text in mended(body)["cells"].items() if place in taken},
        "gone": [id for id in mended(body)["gone"] if id in taken],
    }


WAYS: Mapping[str, Ways] = {
    "table_fix": Ways(mended, half_mended),
    "decision_table": Ways(
        lambda body: {"outcomes": {case["id"]: case["outcome"] for case in body["cases"]}},
        lambda body, chance: {
            "outcomes": {id: chance.choice(ids(body["outcomes"])) for id in ids(body["cases"])}
        },
    ),
    "trace": Ways(
        lambda body: {"values": {step["id"]: step["accept"][0] for step in body["steps"]}},
        lambda body, chance: {
            "values": {
                step["id"]: chance.choice([step["accept"][0], misspelt(step["accept"][0], chance)])
                for step in body["steps"]
            }
        },
    ),
    "settings": Ways(
        lambda body: {"on": [switch["id"] for switch in body["switches"] if switch["ought"] == "on"]},
        lambda body, chance: {"on": some(ids(body["switches"]), chance)},
    ),
    "single_choice": Ways(
        lambda body: {"choice": right_ones(body["options"])[0]},
        lambda body, chance: {"choice": chance.choice(ids(body["options"]))},
    ),
    "multi_select": Ways(
        lambda body: {"choices": right_ones(body["options"])},
        lambda body, chance: {"choices": some(ids(body["options"]), chance, least=1)},
    ),
    "claim": Ways(
        lambda body: {"verdict": verdict_of(dict(body)), "reason": right_ones(body["reasons"])[0]},
        lambda body, chance: {
            "verdict": chance.choice(VERDICTS),
            "reason": chance.choice(ids(body["reasons"])),
        },
    ),
    "hotspot": Ways(
        lambda body: {"areas": right_ones(body["areas"])},
        lambda body, chance: {"areas": chance.sample(ids(body["areas"]), len(right_ones(body["areas"])))},
    ),
    "find_mistakes": Ways(
        lambda body: {"marks": sorted(mistakes_of(dict(body)))},
        lambda body, chance: {"marks": some(pieces_of(dict(body)), chance, least=1)},
    ),
    "flashcard": Ways(lambda body: {KNEW: True}, lambda body, chance: {DONT_KNOW: True}),
    "own_estimate": Ways(
        lambda body: {"step": BY_MYSELF}, lambda body, chance: {"step": chance.choice(STEPS)}
    ),
    "ordering": Ways(
        lambda body: {"order": ids(body["items"])},
        lambda body, chance: {"order": chance.sample(ids(body["items"]), len(body["items"]))},
    ),
    "matching": Ways(
        lambda body: {"matches": {pair["id"]: pair["match"] for pair in body["pairs"]}},
        lambda body, chance: {"matches": {id: chance.choice(matches_of(body)) for id in ids(body["pairs"])}},
    ),
    "short_text": Ways(
        lambda body: {"answer": body["accept"][0].replace("*", "")},
        lambda body, chance: {"answer": misspelt(body["accept"][0].replace("*", ""), chance)},
    ),
    "number": Ways(
        lambda body: {"answer": written(body["answer"])},
        lambda body, chance: {"answer": chance.choice(wrong_numbers(body, body["answer"]))},
    ),
    "chart": Ways(
        lambda body: (
            {"choice": right_ones(body["options"])[0]}
            if body["options"]
            else {"answer": written(body["number"])}
        ),
        lambda body, chance: (
            {"choice": chance.choice(ids(body["options"]))}
            if body["options"]
            else {"answer": chance.choice(wrong_numbers(body, body["number"]))}
        ),
    ),
    "cloze": Ways(
        lambda body: {"gaps": {gap["id"]: right_of(gap) for gap in body["gaps"]}},
        lambda body, chance: {
            "gaps": {gap["id"]: chance.choice(ids(gap["choices"])) for gap in body["gaps"]}
        },
    ),
    "sorting": Ways(
        lambda body: {"boxes": {card["id"]: card["box"] for card in body["cards"]}},
        lambda body, chance: {"boxes": {id: chance.choice(ids(body["boxes"])) for id in ids(body["cards"])}},
    ),
    "scenario": Ways(
        lambda body: {"path": best_path(body)},
        lambda body, chance: {"path": walk(body, chance.choice)},
    ),
    "mail": Ways(
        lambda body: {
            "action": right_ones(body["actions"])[0],
            "signs": [line["id"] for line in places_of(dict(body)) if line["place"] == "sign"],
        },
        lambda body, chance: {
            "action": chance.choice(ids(body["actions"])),
            "signs": some(ids(places_of(dict(body))), chance),
        },
    ),
}
