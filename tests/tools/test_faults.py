from tools.faults import FAULTS, ROOT


def test_every_fault_can_be_made_in_the_code_as_it_is():
    assert [fault.name for fault in FAULTS if not fault.stands_in(ROOT)] == []
    assert [fault.name for fault in FAULTS if fault.new == fault.old] == []
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
