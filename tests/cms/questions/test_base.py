"""The authoring block of every type, tried with the example of the pure tests."""

import copy
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.utils.translation import override
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.images.blocks import ImageChooserBlock

from cms import questions
from cms.forms import beside_their_fields
from cms.questions.base import NumberBlock
from cms.sentences import sentence, sentence_with_place
from cms.trying import by_position
from courses.plain_form import Group, Items, Problem, Text
from courses.questions import kind, kinds

every_type = pytest.mark.parametrize("name", sorted(kinds()))
STREAM = StreamBlock(questions.blocks())
PICTURE = SimpleNamespace(pk=7, file=SimpleNamespace(name="original_images/mail.svg"))


@pytest.fixture(autouse=True)
def library(monkeypatch):
    """One picture, and no database."""
    monkeypatch.setattr(
        ImageChooserBlock, "bulk_to_python", lambda self, pks: [self.to_python(pk) for pk in pks]
    )
    monkeypatch.setattr(
        ImageChooserBlock, "to_python", lambda self, pk: PICTURE if pk == PICTURE.pk else None
    )
    monkeypatch.setattr(ImageChooserBlock, "clean", lambda self, picture: picture)


def example(name):
    return copy.deepcopy(import_module(f"tests.courses.questions.test_{name}").PLAIN)


def written(name, plain):
    """The question as it comes back from the database."""
    value = STREAM.child_blocks[name].from_plain(plain, {"mail.svg": PICTURE})
    stream = STREAM.to_python(
        [{"type": name, "id": "1", "value": STREAM.child_blocks[name].get_prep_value(value)}]
    )
    return stream[0]


def test_every_type_can_be_authored():
    assert set(questions.modules()) == set(kinds())


@every_type
def test_a_question_comes_back_as_it_was_written(name):
    assert questions.split(written(name, example(name))) == (name, *kind(name).split(example(name)))
    assert questions.check(written(name, example(name))) == ()


@every_type
def test_what_points_at_an_id_still_does_when_the_question_is_not_saved_yet(name):
    child = written(name, example(name))
    body, texts = kind(name).split(by_position(child.block.to_plain(child.value)))
    assert kind(name).check(body, texts) == ()


@every_type
def test_a_whole_question_passes_the_form(name):
    child = written(name, example(name))
    assert child.block.to_plain(child.block.clean(child.value)) == child.block.to_plain(child.value)


@every_type
def test_an_empty_draft_can_be_kept_but_not_published(name):
    block = STREAM.child_blocks[name]
    empty = block.get_default()
    block.clean_deferred(empty)
    with pytest.raises(ValidationError):
        block.clean(empty)
    child = STREAM.to_python([{"type": name, "id": "1", "value": block.get_prep_value(empty)}])[0]
    assert {"prompt", "why"} <= {problem.where for problem in questions.check(child)}


@every_type
def test_the_form_has_the_fields_of_the_question_and_its_limits(name):
    """Else an author hears only when publishing that a text is too long."""
    assert limits_of_block(STREAM.child_blocks[name]) == limits(kind(name).fields)


def limits(fields):
    nested = {n: limits(field.fields) for n, field in fields.items() if isinstance(field, Group | Items)}
    return {n: field.limit if isinstance(field, Text) else None for n, field in fields.items()} | nested


def limits_of_block(block):
    found = {}
    for name, child in block.child_blocks.items():
        inner = child.child_block if isinstance(child, ListBlock) else child
        if isinstance(inner, StructBlock):
            found[name] = limits_of_block(inner)
        else:
            found[name] = inner.field.max_length if isinstance(child, CharBlock | TextBlock) else None
    return found


def test_a_story_says_its_next_step_by_number():
    value = written("scenario", example("scenario")).value
    assert [[choice["next"] for choice in step["choices"]] for step in value["steps"]] == [
        [3, 2, None],
        [3, None],
        [None, None],
    ]


def test_a_step_that_does_not_exist_is_a_problem_and_no_crash():
    child = written("scenario", example("scenario"))
    child.value["steps"][2]["choices"][0]["next"] = 9
    assert [problem.code for problem in questions.check(child)] == ["not_a_later_step"]


def test_the_picture_is_found_by_its_file_name():
    block = STREAM.child_blocks["single_choice"]
    plain = {**example("single_choice"), "picture": {"file": "mail.svg", "alt": "Een mail"}}
    assert block.to_plain(block.from_plain(plain, {"mail.svg": PICTURE}))["picture"] == plain["picture"]


def test_a_card_says_its_box_by_number():
    value = written("sorting", example("sorting")).value
    assert [card["box"] for card in value["cards"]] == [1, 2, 1, 2]


def test_a_box_that_does_not_exist_is_a_problem_and_no_crash():
    child = written("sorting", example("sorting"))
    child.value["cards"][0]["box"] = 4
    assert [problem.code for problem in questions.check(child)] == ["unknown_word"]


def test_a_text_counts_its_gaps():
    child = written("cloze", example("cloze"))
    assert child.value["text"] == "ALS het regent\nDAN [1]\nANDERS [2]."
    child.value["text"] = "DAN [2] ANDERS [3]."
    assert [problem.code for problem in questions.check(child)] == [
        "marker_without_gap",
        "gap_without_marker",
    ]


def test_zero_can_be_the_right_number():
    child = written("number", {**example("number"), "answer": 0})
    assert child.block.to_plain(child.value)["answer"] == 0


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("nl", "3,5", 3.5),
        ("nl", "3.5", 3.5),
        ("nl", " -1 000,25", -1000.25),
        ("nl", "1,200", 1.2),
        ("en", "1.200", 1.2),
    ],
)
def test_a_number_may_be_written_with_a_comma_and_with_a_point(language, typed, meant):
    with override(language):
        assert NumberBlock().clean(typed) == meant


@pytest.mark.parametrize(
    ("language", "typed"), [("nl", "1.200"), ("en", "1,200"), ("nl", "1.200,5"), ("nl", "nan")]
)
def test_a_number_that_may_mean_something_else_is_asked_again(language, typed):
    with override(language), pytest.raises(ValidationError):
        NumberBlock().clean(typed)


@pytest.mark.parametrize(("language", "shown"), [("nl", "1,125"), ("en", "1.125")])
def test_a_number_is_shown_as_the_language_writes_it_and_read_back_the_same(language, shown):
    with override(language):
        assert NumberBlock().get_form_state(1.125) == shown
        assert NumberBlock().clean(shown) == 1.125


def test_what_is_wrong_stands_once_and_at_its_field():
    block = STREAM.child_blocks["number"]
    problems = [
        Problem("tolerance", "out_of_range", {"low": 0, "high": 9}),
        Problem("near", "too_many", {"most": 8}),
        Problem("near.a.value", "near_is_right"),
    ]
    refused = beside_their_fields(block, problems)
    inside = refused.block_errors[0].block_errors
    assert inside["tolerance"].messages == [sentence(problems[0])]
    assert list(inside["near"].non_block_errors) == [sentence(problems[1])]
    assert list(refused.non_block_errors) == [sentence_with_place(problems[2])]
