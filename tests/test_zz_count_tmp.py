import time, collections
from tests import test_nobody_sees_the_neighbours as w
from tests.test_nobody_sees_the_neighbours import *
from tests.test_nobody_sees_the_neighbours import neighbours, walker
import pytest
o=w.without_the_asked
def shown(text):
    t=o(text)
    for m in list(re.finditer(NEIGHBOUR,t))[:2]:
        print("   CTX", repr(t[max(0,m.start()-160):m.end()+60]))
    return t
w.without_the_asked=shown
@pytest.mark.parametrize("who", ["trainer_a"])
def test_count(walker, neighbours, who):
    t0=time.time()
    for l in w.leaks_in_reading(walker(who), neighbours): print("LEAK", l)
    print("TOTAL", time.time()-t0)
