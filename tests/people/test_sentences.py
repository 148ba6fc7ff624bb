from django.utils.translation import override

from lms.people.access import Visibility
from lms.people.openness import What
from lms.people.sentences import SEEN, who_sees


def test_everything_there_is_to_see_has_words():
    assert set(SEEN) == set(What)


def test_who_sees_something_is_said_by_role():
    with override("en"):
        assert who_sees(What.STATES, Visibility.STATUS) == ["Manager", "HR"]
        assert who_sees(What.ANSWERS, Visibility.DETAIL) == []
