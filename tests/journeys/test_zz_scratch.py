from tests.journeys.knowledge import *
from tests.journeys.test_pages import *
from tests.journeys.test_editing import *
for n in list(globals()):
    if n.startswith("test_"): del globals()[n]
def test_scratch(open_window, product):
    p = open_window("hr")
    p.open_module(module(FALSE_MESSAGES).title)
    p.page.get_by_role("link", name="Oefenen met 6").click()
    p.page.set_viewport_size(NARROW)
    print("BEFORE", p.page.evaluate("document.documentElement.scrollWidth"))
    p.page.evaluate("document.querySelectorAll('.order').forEach(e => e.style.gridTemplateColumns = 'minmax(0, 1fr)')")
    print("AFTER", p.page.evaluate("document.documentElement.scrollWidth"))
    trainer = open_window("trainer")
    trainer.window.expected.add(400)
    def saw(r):
        if r.request.method == "POST":
            try: body = r.text()[:300] if r.status != 302 else ""
            except Exception as e: body = repr(e)
            print("POST", r.status, r.headers.get("content-type"), r.request.headers.get("accept"), "publish" in (r.request.post_data or ""), body.replace("\n"," "), flush=True)
    trainer.page.on("response", saw)
    for i in range(3):
        trainer.open_module(CONTENT.title, of=OURS)
        trainer.follow(nl("Edit"))
        trainer.page.goto(trainer.page.url.replace("edit/", ""))
        trainer.follow(LESSON.title, within=trainer.page.get_by_role("table"))
        text = trainer.page.get_by_role("textbox").filter(has_text="Samira werkt aan het onthaal")
        text.click()
        text.press("Control+End")
        text.press_sequentially(f" {SENTENCE}{i}")
        print("TEXT", text.inner_text()[-80:])
        trainer.page.screenshot(path=f"/tmp/j/edit{i}.png")
        print("HIDDEN", [v[:300] for v in trainer.page.locator("input[name^=body][name$=value]").evaluate_all("a=>a.map(e=>e.value)") if "Samira" in v])
        trainer.page.wait_for_timeout(1500*i)
        trainer.page.get_by_role("button", name="Meer acties").click()
        trainer.page.get_by_role("button", name="Publiceren", exact=True).click()
        trainer.page.wait_for_timeout(3000)
        print("AT", i, trainer.page.url, [x.inner_text() for x in trainer.page.locator(".messages li").all()])
        print(product.rows("select body::text from cms_lessonpage where page_ptr_id in (select id from wagtailcore_page where url_path like '%%/zonnebeek/printer-doet-niets/eerst-kijken/')")[0][0][:300])
    print(product.rows("select body::text from cms_lessonpage where page_ptr_id in (select id from wagtailcore_page where url_path like '%%/zonnebeek/printer-doet-niets/eerst-kijken/')")[0][0][:300])
