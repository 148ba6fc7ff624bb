from skills.moved import Moved, levels_moved, moved, states_moved


def held(state: str, level: float) -> dict:
    return {"state": state, "level": level}


def test_what_moves_is_counted_by_where_it_goes():
    assert moved([(1, 2), (2, 1), (3, 0), (2, 2)]) == Moved(up=1, down=2, stay=1)
    assert moved([]) == Moved()


def test_a_state_goes_up_towards_in_order_and_a_level_by_the_one_that_is_shown():
    pairs = [
        (held("learn", 2.6), held("unsure", 2.9)),
        (held("ok", 3.6), held("unsure", 3.4)),
        (held("unsure", 1.4), held("unsure", 1.6)),
    ]
    assert states_moved(pairs) == Moved(up=1, down=1, stay=1)
    assert levels_moved(pairs) == Moved(up=1, down=1, stay=1)
