from tests.journeys.knowledge import *
from tests.journeys.test_pages import *
from tests.journeys import test_pages as tp
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]
def test_scratch(open_window, product):
    p = open_window("hr")
    p.open_module(module(FALSE_MESSAGES).title)
    p.page.get_by_role("link", name="Oefenen met 6").click()
    p.page.set_viewport_size(NARROW)
    print(p.page.evaluate("""() => [...document.querySelectorAll('main *, header *, footer *')].filter(e => e.getBoundingClientRect().right > 320.5).map(e => e.tagName+'.'+e.className+' '+Math.round(e.getBoundingClientRect().right)+' '+e.textContent.trim().slice(0,40)).slice(0,30).join('\\n')"""))
    p.page.screenshot(path="/tmp/j/narrow.png", full_page=True)
    p.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend','<img src=/x><input>')")
    p.window.expected.add(404)
    r = Axe().run(p.page, options=RULES)
    print("AXE", r.violations_count, [v["id"] for v in r.response["violations"]], len(r.response["passes"]))
    for i in range(2):
        s = open_window("hr", size=PHONE)
        sc = Scales(s.page)
    lessons=[]
    p.page.goto("/nl/modules/"); p.open_module(module(FALSE_MESSAGES).title)
    for lesson in of_kind(module(FALSE_MESSAGES), ActivityKind.LESSON):
        a = p.page.get_by_role("link", name=lesson.title).get_attribute("href")
        lessons.append(p.page.context.request.get(a).url)
    for a in lessons:
        c = sc.load(s.page, a)
        print(a[-20:], sum(c.values()), len(c), c)
