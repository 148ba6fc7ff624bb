from dataclasses import replace

from skills.evidence import Kind
from skills.levels import MODEL
from skills.ways import FIRST, Way, way_of
from tests.skills.logs import answer, row

NEW = Way("newer", MODEL, {"item": (4.2, 0.3)})


def test_the_first_way_counts_the_log_as_it_is():
    log = [answer(item="item")]
    assert FIRST.read(log) == log


def test_a_newer_difficulty_counts_in_place_of_the_one_that_was_copied():
    shown = answer(item="item")
    assert NEW.read([shown]) == [replace(shown, b=4.2, b_error=0.3)]


def test_everything_else_keeps_what_was_copied():
    log = [answer(item="another"), row(Kind.VALIDATION, level=4, item="item")]
    assert NEW.read(log) == log


def test_a_way_has_the_offsets_of_its_competences():
    way = way_of("tree-1+2026-11", "tree-1", {"4.1": -0.5, "1.1": 0.2}, {})
    assert way.model == replace(MODEL, offsets=(("1.1", 0.2), ("4.1", -0.5)))
