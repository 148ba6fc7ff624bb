from types import SimpleNamespace

from lms.dashboards.branches import Branch, branches
from lms.dashboards.queries import Place
from lms.people.models import Unit

PARENTS = {"Services": None, "Green": "Services", "Trees": "Green", "Office": "Services", "Library": None}


def tree(*chosen: str, without: str = "") -> list[Branch]:
    names = [name for name in PARENTS if name != without]
    keys = {name: number for number, name in enumerate(PARENTS, 1)}
    units = [Unit(pk=keys[name], name=name, parent_id=keys.get(PARENTS[name])) for name in names]
    boxes = [SimpleNamespace(data={"selected": name in chosen}) for name in names]
    return branches({unit.pk: Place(unit, unit.name) for unit in units}, boxes)


def names(found: list[Branch]) -> dict:
    return {one.name: names(one.under) for one in found}


def test_units_lie_under_each_other():
    assert names(tree()) == {"Services": {"Green": {"Trees": {}}, "Office": {}}, "Library": {}}


def test_who_may_not_count_the_unit_above_sees_the_highest_of_hers():
    assert names(tree(without="Services")) == {"Green": {"Trees": {}}, "Office": {}, "Library": {}}


def test_what_is_chosen_deep_down_is_known_at_the_top():
    services, library = tree("Trees")
    green, office = services.under
    assert [one.has_chosen for one in (services, green, office, library)] == [True, True, False, False]
