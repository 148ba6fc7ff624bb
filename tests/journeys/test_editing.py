"""A trainer writes for the own municipality, and only there."""

from playwright.sync_api import expect

from courses.content import ActivityKind
from tests.journeys.knowledge import PRINTER, module, nl, of_kind

CONTENT = module(PRINTER)
LESSON = of_kind(CONTENT, ActivityKind.LESSON)[0]
OURS = "Gemeente Zonnebeek"
SENTENCE = "Samira blijft rustig."
NEIGHBOURS = """
    SELECT section.page_ptr_id FROM cms_sectionpage section
    JOIN people_organisation organisation ON organisation.id = section.organisation_id
    WHERE organisation.slug = 'heuvelrode'
"""


def test_what_a_trainer_publishes_is_what_a_colleague_reads(open_window):
    trainer, colleague = open_window("trainer"), open_window("hr")
    colleague.open_module(CONTENT.title, of=OURS)
    colleague.follow(nl("Begin"))
    lesson = colleague.page.url

    trainer.open_module(CONTENT.title, of=OURS)
    trainer.follow(nl("Edit"))
    trainer.page.goto(trainer.page.url.replace("edit/", ""))
    trainer.follow(LESSON.title, within=trainer.page.get_by_role("table"))
    text = trainer.page.get_by_role("textbox").filter(has_text="Samira werkt aan het onthaal")
    text.click()
    text.press("Control+End")
    text.press_sequentially(f" {SENTENCE}")
    kept = trainer.page.locator(f"input[type=hidden][value*='{SENTENCE}']")
    expect(kept).to_have_count(1)  # the editor takes over what was typed after a quarter of a second
    trainer.page.get_by_role("button", name="Meer acties").click()
    trainer.press("Publiceren")

    colleague.page.goto(lesson)
    expect(colleague.page.get_by_text(SENTENCE)).to_be_visible()


def test_a_trainer_cannot_touch_what_belongs_to_others(open_window, product):
    trainer = open_window("trainer")
    trainer.open_module(CONTENT.title)  # of the shared catalogue
    expect(trainer.link(nl("Edit"))).to_have_count(0)
    shared = "SELECT id FROM wagtailcore_page WHERE url_path LIKE '%%/shared/printer-doet-niets/'"
    trainer.window.expected |= {403, 404}
    for page in (product.count(shared), product.count(NEIGHBOURS)):
        assert trainer.page.goto(f"/admin/pages/{page}/edit/").status in (403, 404)
    assert trainer.page.goto(f"/admin/pages/{product.count(NEIGHBOURS)}/").status in (403, 404)
