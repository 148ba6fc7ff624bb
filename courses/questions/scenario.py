"""A situation in steps, where each choice leads to the next step and is worth points."""

import random
from collections.abc import Iterator
from typing import Any

from courses.plain_form import Body, Items, Number, Problem, Text, Texts, Word
from courses.questions.base import (
    BadAnswer,
    Marked,
    Part,
    Posted,
    QuestionType,
    Response,
    Shown,
    Unanswered,
    Unfinished,
    ids,
    known,
    only,
    shuffled,
)

CHOICE = {
    "text": Text(),
    "next": Word(),
    "points": Number(0, 10),
    "feedback": Text(500, required=False),
}


class Scenario(QuestionType):
    """Steps lead forward only; without `next` a choice is an end. Right: the path earns `mark` points or more."""

    own_fields = {
        "steps": Items("step", {"text": Text(1000), "choices": Items("choice", CHOICE, 2, 5)}, 1, 10),
        "mark": Number(1, 100, default=1),
    }

    def problems(self, body: Body, texts: Texts) -> Iterator[Problem]:
        leads_on = list(self._broken_links(body))
        yield from leads_on
        if leads_on or not body["steps"]:
            return
        if unreached := set(ids(body["steps"])) - reached(body):
            yield Problem("steps", "never_reached", {"steps": ", ".join(sorted(unreached))})
        totals = set(outcomes(body))
        if totals and max(totals) < body["mark"]:
            yield Problem("mark", "never_right", {"best": max(totals)})
        if totals and min(totals) >= body["mark"]:
            yield Problem("mark", "always_right")

    def _broken_links(self, body: Body) -> Iterator[Problem]:
        steps = ids(body["steps"])
        for place, step in enumerate(body["steps"]):
            for choice in step["choices"]:
                if choice["next"] and choice["next"] not in steps[place + 1 :]:
                    where = f"step.{step['id']}.choice.{choice['id']}"
                    yield Problem(where, "not_a_later_step", {"next": choice["next"]})

    def guess(self, body: Body) -> float:
        return sum(chance for points, chance in outcomes(body).items() if points >= body["mark"])

    def read_answer(self, body: Body, posted: Posted) -> Response:
        path = list(posted.get("path", ()))
        choice = only(posted, "choice")
        step = self._walk(body, path)[-1]["next"]
        if step and not choice:
            raise Unanswered("choose_one", {"path": path})
        if choice:
            path.append(choice)
        if self._walk(body, path)[-1]["next"]:
            raise Unfinished({"path": path})
        return {"path": path}

    def so_far(self, body: Body, posted: Posted) -> Response:
        return super().so_far(body, {name: values for name, values in posted.items() if name != "choice"})

    def _walk(self, body: Body, path: list[str]) -> list[dict[str, Any]]:
        """The choices made, after an empty one that leads to the first step."""
        steps = {step["id"]: step for step in body["steps"]}
        made: list[dict[str, Any]] = [{"next": body["steps"][0]["id"]}]
        for id in path:
            if not made[-1]["next"]:
                raise BadAnswer("impossible_path")
            step = steps[made[-1]["next"]]
            known(id, step["choices"])
            made.append(
                {"step": step["id"], **next(choice for choice in step["choices"] if choice["id"] == id)}
            )
        return made

    def mark_answer(self, body: Body, response: Response) -> Marked:
        made = self._walk(body, response["path"])[1:]
        points = sum(choice["points"] for choice in made)
        best = best_ends(body)
        parts = tuple(
            Part(
                choice["step"], worth(choice, best) == best[choice["step"]], f"{choice_key(choice)}.feedback"
            )
            for choice in made
        )
        return Marked(points / best[body["steps"][0]["id"]], points >= body["mark"], parts)

    def show(
        self, body: Body, texts: Texts, chance: random.Random, given: Response, marked: Marked | None
    ) -> Shown:
        made = self._walk(body, given.get("path", []))
        order = {step["id"]: shuffled(ids(step["choices"]), chance) for step in body["steps"]}
        past: list[Shown] = [
            {"text": texts[f"step.{choice['step']}"], "choice": texts[choice_key(choice)]}
            for choice in made[1:]
        ]
        view: Shown = {"path": given.get("path", []), "past": past, "ask": "", "choices": []}
        if marked is not None:
            for row, part in zip(past, marked.parts, strict=False):
                row |= {"right": part.right, "feedback": texts.get(part.feedback, "")}
            view["answer"] = self._best_path(body, texts)
        elif here := made[-1]["next"]:
            view["ask"] = texts[f"step.{here}"]
            view["choices"] = [{"id": id, "text": texts[f"step.{here}.choice.{id}"]} for id in order[here]]
        return view

    def _best_path(self, body: Body, texts: Texts) -> list[str]:
        best = best_ends(body)
        path, here = [], body["steps"][0]["id"]
        while here:
            step = next(step for step in body["steps"] if step["id"] == here)
            choice = max(step["choices"], key=lambda choice: worth(choice, best))
            path.append(texts[choice_key({"step": here, **choice})])
            here = choice["next"]
        return path


def choice_key(choice: dict[str, Any]) -> str:
    return f"step.{choice['step']}.choice.{choice['id']}"


def worth(choice: dict[str, Any], best: dict[str, int]) -> int:
    """The most points that can still come after this choice, its own included."""
    return int(choice["points"]) + best.get(choice["next"], 0)


def best_ends(body: Body) -> dict[str, int]:
    """Per step the most points from there on; steps lead forward, so once back through the list is enough."""
    best: dict[str, int] = {}
    for step in reversed(body["steps"]):
        best[step["id"]] = max(worth(choice, best) for choice in step["choices"])
    return best


def outcomes(body: Body) -> dict[int, float]:
    """Total points, and the chance of each for somebody who chooses blindly at every step."""
    ends: dict[str, dict[int, float]] = {"": {0: 1.0}}
    for step in reversed(body["steps"]):
        here: dict[int, float] = {}
        for choice in step["choices"]:
            for rest, chance in ends[choice["next"]].items():
                points = choice["points"] + rest
                here[points] = here.get(points, 0.0) + chance / len(step["choices"])
        ends[step["id"]] = here
    return ends[body["steps"][0]["id"]]


def reached(body: Body) -> set[str]:
    found = {body["steps"][0]["id"]}
    for step in body["steps"]:
        if step["id"] in found:
            found |= {choice["next"] for choice in step["choices"] if choice["next"]}
    return found


KIND = Scenario()
