import pytest

from tools.faults import FAULTS, ROOT


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_fault_can_be_made_in_the_code_as_it_is(fault):
    assert fault.stands_in(ROOT)
    assert fault.new != fault.old
