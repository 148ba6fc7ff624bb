"""The papers for data protection officers and staff, in docs/nl and docs/en: what they say is what the program does.

A figure is checked where the name of its constant stands: in the last column of a table, or in a comment behind it
(`10<!-- name: 10 -->`, which no reader sees). A comment above a table or list says what it is held against.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext, override

from bench.vectors import DIGCOMP
from courses import scoring
from lms import erasing
from lms.accounts import cards, codes, shared_device
from lms.interop.my_data.registry import NOT_TOLD
from lms.interop.people.actions import KEPT_FOR
from lms.people import looks
from lms.people.access import Visibility
from lms.people.erasure import Fate
from lms.people.models import Erasure, Look, Organisation, Tally
from lms.people.models.organisations import LEAST_MONTHS, MOST_MONTHS
from lms.templatetags.ui import LEVEL_WORDS, STATES
from skills import evidence, gaps, levels
from skills.evidence import Evidence, Kind
from skills.gaps import Gap, State

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAPERS = {  # in Dutch, and the same in English
    "effectbeoordeling": "impact-assessment",
    "verwerkingsregister": "processing-register",
    "verwerkersovereenkomst": "processor-terms",
    "hoe-een-niveau-ontstaat": "how-a-level-is-computed",
}
NAMES = {"nl": list(PAPERS), "en": list(PAPERS.values())}
LANGUAGES = tuple(NAMES)
EVERY = [DOCS / language / f"{name}.md" for language, names in NAMES.items() for name in names]
ASSESSMENT, REGISTER, _TERMS, LEVEL = range(4)
APPS = ("lms.people", "lms.accounts", "skills", "courses", "cms")

MINUTE, HOUR, DAY = 60, 3600, 86400
MODEL = levels.MODEL
LENGTH_OF_PASSWORD = next(
    one["OPTIONS"]["min_length"]
    for one in settings.AUTH_PASSWORD_VALIDATORS
    if one["NAME"].endswith("MinimumLengthValidator")
)
FACTS = {
    "skills.evidence.HALF_LIFE": [evidence.HALF_LIFE],
    "skills.evidence.SHORT_HALF_LIVES": [*set(evidence.SHORT_HALF_LIVES.values())],
    "skills.evidence.FAST_HALF_LIFE": [evidence.FAST_HALF_LIFE],
    "skills.evidence.REPEAT_WITHIN": [evidence.REPEAT_WITHIN.days],
    "skills.evidence.YEAR": [evidence.YEAR.days],
    "skills.evidence.OWN_WITHIN_DAYS": [evidence.OWN_WITHIN_DAYS / 365.25],
    **{
        f"skills.evidence._ANSWER_WEIGHTS[{practised}, {repeat}]": [weight]
        for (practised, repeat), (weight, _why) in evidence._ANSWER_WEIGHTS.items()
    },
    **{f"skills.evidence._WORTH[{kind.name}]": [worth] for kind, worth in evidence._WORTH.items()},
    "skills.gaps.OK_UP_TO": [gaps.OK_UP_TO],
    "skills.gaps.LEARN_FROM": [gaps.LEARN_FROM],
    "skills.gaps.REPORTED_FROM": [gaps.REPORTED_FROM],
    "skills.levels.Model.mean": [MODEL.mean],
    "skills.levels.Model.sd": [MODEL.sd],
    "skills.levels.Model.shares": [*MODEL.shares],
    "skills.levels.Model.grid": [MODEL.lowest, MODEL.highest, MODEL.step],
    "skills.levels.Model.validation_sd": [MODEL.validation_sd],
    "skills.levels.Model.own_estimate_sd": [MODEL.own_estimate_sd],
    "skills.levels.Model.learning_sd": [MODEL.learning_sd],
    "skills.levels.RANGE_80": [levels.RANGE_80],
    "skills.levels.TOP_LEVEL": [levels.TOP_LEVEL],
    "courses.scoring.AUTHOR_ERROR": [scoring.AUTHOR_ERROR],
    "lms.people.models.Organisation.smallest_group": [Organisation().smallest_group],
    "lms.people.models.Organisation.retention_months": [Organisation().retention_months],
    "lms.people.models.organisations.LEAST_MONTHS": [LEAST_MONTHS],
    "lms.people.models.organisations.MOST_MONTHS": [MOST_MONTHS],
    "lms.people.looks.LONGEST_SITTING": [looks.LONGEST_SITTING.total_seconds() / HOUR],
    "lms.interop.people.actions.KEPT_FOR": [KEPT_FOR.total_seconds() / DAY],
    "lms.accounts.shared_device.IDLE": [shared_device.IDLE.total_seconds() / MINUTE],
    "lms.accounts.codes.LENGTH": [codes.LENGTH],
    "lms.accounts.codes.SHORTEST": [codes.SHORTEST],
    "lms.accounts.codes.LONGEST": [codes.LONGEST],
    "lms.accounts.cards.MOST_FAILURES": [cards.MOST_FAILURES],
    "lms.settings.SESSION_COOKIE_AGE": [settings.SESSION_COOKIE_AGE / HOUR],
    "lms.settings.AUTH_PASSWORD_VALIDATORS": [LENGTH_OF_PASSWORD],
    "lms.settings.ACCOUNT_RATE_LIMITS": [int(settings.ACCOUNT_RATE_LIMITS["login_failed"].split("/5m")[0])],
}
NOT_IN_PAPERS = {"skills.evidence._WORTH[ANSWER]"}  # the measure itself
FATES = {Fate.GONE: ("weg", "gone"), Fate.NAMELESS: ("zonder naam", "nameless")}
FATE_OF_KEY = {models.CASCADE: Fate.GONE, models.SET_NULL: Fate.NAMELESS, models.DO_NOTHING: Fate.NAMELESS}


def paper(language: str, which: int) -> str:
    return (DOCS / language / f"{NAMES[language][which]}.md").read_text()


def by_id(value: object) -> str:
    return str(value.relative_to(DOCS)) if isinstance(value, Path) else str(value)


every_paper = pytest.mark.parametrize("file", EVERY, ids=by_id)
both_languages = pytest.mark.parametrize("language", LANGUAGES)
every_pair = pytest.mark.parametrize("which", range(len(PAPERS)), ids=PAPERS.values())


def headings(text: str) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def rows(text: str) -> Iterator[list[str]]:
    """Of all tables, without the lines between head and body."""
    for line in text.splitlines():
        if line.startswith("| ") and not line.startswith("| ---"):
            yield [cell.strip() for cell in line.strip("|").split(" | ")]


def after(text: str, mark: str) -> str:
    """The table or list right behind the comment."""
    return text.split(f"<!-- {mark} -->\n")[1].split("\n\n")[0]


def numbers(text: str) -> list[float]:
    plain = text.replace("−", "-").replace(",", ".")
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", plain)]


def figures(text: str) -> Iterator[tuple[str, list[float]]]:
    """Each figure that names its constant: in the last column beside it, or in a comment behind it."""
    for *_more, said, name in (row for row in rows(text) if len(row) > 2):
        if re.fullmatch(r"`[\w.]+(\[.+\])?`", name) and name.strip("`").startswith(
            ("skills.", "lms.", "courses.")
        ):
            yield name.strip("`"), numbers(said)
    for name, value in re.findall(r"<!-- ([a-z][\w.]+(?:\[\w+\])?): ([\d.]+) -->", text):
        yield name, [float(value)]


# --- the two languages ------------------------------------------------------------------------------------------------


@every_pair
def test_both_languages_have_the_same_parts(which):
    dutch, english = (paper(language, which) for language in LANGUAGES)
    assert headings(dutch) == headings(english)
    assert [len(row) for row in rows(dutch)] == [len(row) for row in rows(english)]
    assert list(figures(dutch)) == list(figures(english))


@every_pair
def test_all_but_the_page_about_levels_says_that_it_is_a_draft(which):
    says = [
        word in paper(language, which)
        for language, word in (("nl", "> **Concept.**"), ("en", "> **Draft.**"))
    ]
    assert says == [which != LEVEL] * 2


# --- what is named exists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", [*EVERY, DOCS / "README.md"], ids=by_id)
def test_links_lead_to_a_file(file):
    found = re.findall(r"\]\(([^)#]+)[^)]*\)", file.read_text())
    assert found
    missing = [
        link for link in found if not link.startswith("https://") and not (file.parent / link).exists()
    ]
    assert missing == []


@every_paper
def test_files_that_are_named_exist(file):
    named = re.findall(r"`([\w/]+(?:/[\w.-]+)*\.(?:py|md|json))`", file.read_text())
    missing = [name for name in named if "/" in name and not (ROOT / name).exists()]
    assert missing == []


def test_the_readme_lists_everything_in_docs():
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*") if path.is_file()}
    assert set(re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text())) == there - {"README.md"}


# --- figures ----------------------------------------------------------------------------------------------------------


@every_paper
def test_a_figure_is_the_constant_that_it_names(file):
    said = list(figures(file.read_text()))
    wrong = [(name, found) for name, found in said if found[: len(FACTS[name])] != pytest.approx(FACTS[name])]
    assert wrong == []


@every_paper
def test_a_figure_with_a_comment_behind_it_stands_in_the_text(file):
    """The comment is checked against the program, so the words before it have to hold the same number."""
    text = " ".join(file.read_text().split())
    for found in re.finditer(r"([^<>]*)((?:<!-- [\w.\[\]]+: [\d.]+ -->)+)", text):
        named = {float(value) for value in re.findall(r": ([\d.]+) -->", found[2])}
        assert named <= set(numbers(found[1][-70:])), found[0]


@both_languages
def test_no_figure_that_is_known_here_went_out_of_the_papers(language):
    said = {name for which in range(len(PAPERS)) for name, _value in figures(paper(language, which))}
    assert said == set(FACTS) - NOT_IN_PAPERS


@both_languages
def test_what_moves_faster_is_named(language):
    row = next(row for row in rows(paper(language, LEVEL)) if row[-1] == "`skills.evidence.SHORT_HALF_LIVES`")
    assert set(re.findall(r"\d\.\d", row[0])) == set(evidence.SHORT_HALF_LIVES)


@both_languages
def test_the_way_of_counting_is_the_present_one(language):
    assert re.findall(r"`([\w-]+)`<!-- version -->", paper(language, LEVEL)) == [levels.MODEL_VERSION]


@both_languages
def test_the_figures_of_accuracy_say_that_they_are_simulated(language):
    word = {"nl": "Gesimuleerd", "en": "Simulated"}[language]
    assert next(rows(after(paper(language, ASSESSMENT), "simulated figures")))[0] == word
    assert word.lower() in paper(language, LEVEL).casefold()


def test_both_languages_tell_the_same_simulated_figures():
    dutch, english = (
        [numbers(row[1]) for row in rows(after(paper(language, ASSESSMENT), "simulated figures"))]
        for language in LANGUAGES
    )
    assert dutch == english


# --- levels and states ------------------------------------------------------------------------------------------------

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SKILL, SISTER, FAR = "4.1", "4.2", "1.1"
ASKED = 3


def answers(*right: bool) -> list[Evidence]:
    """To questions of level 3, each another one."""
    start = scoring.start_of(ASKED)
    return [
        Evidence(
            kind=Kind.ANSWER,
            competence=SKILL,
            at=NOW,
            key=str(number),
            item=str(number),
            right=one,
            b=start.difficulty,
            b_error=start.error,
        )
        for number, one in enumerate(right)
    ]


def stated(kind: Kind, level: float) -> list[Evidence]:
    return [Evidence(kind=kind, competence=SKILL, at=NOW, key="stated", level=level, by="coach")]


EXAMPLES = (
    [],
    answers(True),
    answers(False),
    answers(True, True),
    answers(True, True, True),
    answers(True, True, True, False),
    answers(False, False, False, False),
    stated(Kind.SELF, 5),
    stated(Kind.CERTIFICATE, 5),
    stated(Kind.VALIDATION, 5),
)


def example(log: list[Evidence], language: str) -> list[str]:
    """What the row says behind the words."""
    found = levels.estimate(DIGCOMP, evidence.weigh(log, TODAY))
    gap: Gap = gaps.gaps({SKILL: ASKED}, found, evidence.own_equivalents(log, TODAY))[0]
    shown = [f"{found[code].level:.2f} ± {found[code].se:.2f}" for code in (SKILL, SISTER, FAR)]
    cells = [*shown, f"{gap.p_gap:.2f}"]
    if language == "nl":
        cells = [cell.replace(".", ",") for cell in cells]
    with override(language):
        return [*cells, *(str(STATES[one.value]) for one in (gap.state, gap.reported_state))]


@both_languages
def test_the_example_comes_out(language):
    _head, *body = rows(after(paper(language, LEVEL), "worked example"))
    assert [row[1:] for row in body] == [example(log, language) for log in EXAMPLES]


def words_of_levels() -> list[str]:
    return [str(LEVEL_WORDS[gaps.level_word(level)]) for level in range(levels.TOP_LEVEL + 1)]


@both_languages
def test_levels_have_the_words_of_the_pages(language):
    _head, *body = rows(after(paper(language, LEVEL), "levels"))
    said = [word for reach, word in body for _level in span(reach)]
    with override(language):
        assert said == words_of_levels()


def span(reach: str) -> range:
    ends = [int(end) for end in reach.split("–")]
    return range(ends[0], ends[-1] + 1)


@both_languages
def test_states_have_the_words_of_the_pages(language):
    with override(language):
        words = [str(STATES[state.value]) for state in State]
    assert all(any(row[0] == word for row in rows(paper(language, LEVEL))) for word in words)


# --- who sees what ----------------------------------------------------------------------------------------------------


def page(client, cast, visibility: Visibility, language: str) -> dict:
    """What "Who sees what?" says when the organisation shows so much."""
    cast.a.visibility = visibility
    cast.a.save()
    with override(language):
        return client.get(reverse("who_sees_what", args=[cast.a.slug])).context


def claims(client, cast, language: str) -> list[list[str]]:
    """Each thing that there is to see, and who sees it by the setting of the organisation."""
    by_setting = [page(client, cast, visibility, language)["lines"] for visibility in Visibility]
    with override(language):
        things = [str(thing) for thing, _code, _seen_by in by_setting[0]]
    seen_by = [[", ".join(map(str, roles)) or "—" for _thing, _code, roles in lines] for lines in by_setting]
    return [list(row) for row in zip(things, *seen_by, strict=True)]


@both_languages
def test_who_sees_what_is_what_the_page_says(as_user, cast, language):
    _head, *body = rows(after(paper(language, ASSESSMENT), "who sees what"))
    assert body == claims(as_user(cast.learner_a), cast, language)


@both_languages
def test_roles_for_one_unit_are_those_of_the_page(as_user, cast, language):
    said = re.search(r"^- \w+ \w+ \*([^*]+)\*", paper(language, ASSESSMENT), re.MULTILINE)
    ending = page(as_user(cast.learner_a), cast, Visibility.GROUPS, language)["ending"]
    assert said is not None
    assert said[1] == ", ".join(map(str, ending))


@both_languages
def test_the_reasons_to_look_are_those_of_the_form(language):
    said = re.findall(r"^- (.+)$", after(paper(language, REGISTER), "purposes"), re.MULTILINE)
    with override(language):
        assert said == [str(label) for label in Look.Purpose.labels]


# --- what is stored ---------------------------------------------------------------------------------------------------


def stored(app: str) -> tuple:
    return import_module(f"{app}.stored").STORED


def fate(model: type[models.Model], path: str) -> Fate:
    """As the rules of erasure say; what has no rule goes or loses its name with the account."""
    ruled = {(rule.model, rule.person): rule.fate for rule in erasing.RULES}
    if path == "pk":
        return Fate.GONE
    key = model._meta.get_field(path.split("__")[0])
    return ruled[model, path] if (model, path) in ruled else FATE_OF_KEY[key.remote_field.on_delete]


def table(app: str, language: str) -> list[list[str]]:
    """What the register has to say of an app."""
    place = LANGUAGES.index(language)
    with override(language):
        return [
            [
                f"`{one.key}`",
                str(one.title),
                ", ".join(dict.fromkeys(FATES[fate(one.model, path)][place] for path in one.paths)),
            ]
            for one in stored(app)
        ]


@both_languages
@pytest.mark.parametrize("app", APPS)
def test_the_register_lists_what_an_app_stores_and_what_becomes_of_it(app, language):
    part = paper(language, REGISTER).split(f"(`{app}`)\n")[1].split("\n#")[0]
    _head, *body = rows(part)
    assert body == table(app, language)


def test_every_app_that_stores_something_is_in_the_register():
    found = {path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in ROOT.glob("*/stored.py")}
    found |= {
        path.parent.relative_to(ROOT).as_posix().replace("/", ".") for path in ROOT.glob("lms/*/stored.py")
    }
    assert found == set(APPS)


@both_languages
def test_the_register_lists_what_is_not_told_too(language):
    labels = {*NOT_TOLD, Erasure._meta.label, Tally._meta.label}
    assert {
        row[0].strip("`") for row in rows(paper(language, REGISTER)) if row[0].strip("`") in labels
    } == labels


# --- the page on privacy ----------------------------------------------------------------------------------------------


def sentences_of_the_page() -> set[str]:
    page = (ROOT / "templates/cms/statements/privacy.html").read_text()
    return {gettext(sentence) for sentence in re.findall(r'{% translate "([^"]+)" %}', page)}


@both_languages
def test_what_the_paper_quotes_stands_on_the_page_on_privacy(language):
    quoted = re.findall(r"^- (.+)$", after(paper(language, ASSESSMENT), "privacy page"), re.MULTILINE)
    assert quoted
    with override(language):
        assert set(quoted) <= sentences_of_the_page()
