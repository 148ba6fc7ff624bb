"""Modules as an author hands them over, and what they are once written."""

from dataclasses import replace

from wagtail.models import Locale

from cms.authoring import Written, write_module
from cms.models import AuthoredQuestion, LessonPage, ModulePage, Term
from courses import content as c
from lms.people.actions import system_user

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
WORDS = {"nl": "Nederlands", "en": "English", "fr": "Français"}


def a_question(id: str = "which", language: str = "nl", *, mark: str = "", **changes) -> c.QuestionContent:
    right = {"right": True} if language == "nl" else {}
    plain = {
        "prompt": f"{WORDS[language]} {id}{mark}?",
        "options": [
            {"text": f"{WORDS[language]} good{mark}", **right, "feedback": "Indeed."},
            {"text": f"{WORDS[language]} bad{mark}", "feedback": "Look again."},
        ],
        "why": f"{WORDS[language]} why{mark}.",
    }
    facts = {"id": id, "type": "single_choice", "competence": "4.1", "level": 2, "key": False, "plain": plain}
    return c.QuestionContent(**(facts | changes))


def a_module(slug: str = "post", language: str = "nl", *, mark: str = "", **changes) -> c.ModuleContent:
    """A lesson with a try-out, a task and a test. `mark` ends up in every text, and in the drawing."""
    word = WORDS[language]
    drawn = SVG + f"<!--{mark}-->".encode() if mark else SVG
    picture = c.Picture("desk.svg", drawn, f"A desk{mark}")
    lesson = c.ActivityContent(
        c.ActivityKind.LESSON,
        "look",
        f"{word} lesson{mark}",
        (
            c.TextBlock(f"## {word}\n\nFirst **look**{mark}."),
            c.PictureBlock(picture),
            c.NoteBlock(c.NoteKind.TIP, f"{word} tip{mark}"),
            a_question("which", language, mark=mark),
        ),
    )
    task = c.ActivityContent(
        c.ActivityKind.TASK, "do", f"{word} task{mark}", (c.ChecklistBlock((f"One{mark}", "Two")),)
    )
    test = c.ActivityContent(
        c.ActivityKind.TEST,
        "test",
        f"{word} test{mark}",
        (
            c.TextBlock(f"{word} intro{mark}"),
            a_question("first", language, mark=mark),
            a_question("second", language, mark=mark, key=True),
        ),
    )
    module = c.ModuleContent(
        module=slug,
        language=language,
        title=f"{word} module{mark}",
        summary=f"{word} summary{mark}",
        goal=f"{word} goal{mark}",
        subject="it",
        framework="digcomp-3.0",
        competences={"4.1": (1, 3)},
        minutes=15,
        picture=picture,
        activities=(lesson, task, test),
    )
    return replace(module, **changes)


def write(organisation, *languages: str, slug: str = "post", mark: str = "") -> Written:
    modules = (a_module(slug, language, mark=mark) for language in languages or ("nl",))
    return sum((put(organisation, module) for module in modules), Written())


def write_lesson(organisation, *, mark: str = "") -> Written:
    """A module with no more than its lesson, where nothing else is asked about: every page takes a while."""
    module = a_module(mark=mark)
    return put(organisation, replace(module, activities=module.activities[:1]))


def put(organisation, module: c.ModuleContent) -> Written:
    return write_module(module, organisation=organisation, acting_user=system_user())


def page(model, organisation, slug: str, language: str = "nl"):
    return next(
        one
        for one in model.objects.filter(slug=slug, locale__language_code=language)
        if one.section.organisation == organisation
    )


def module_page(organisation, language: str = "nl", slug: str = "post") -> ModulePage:
    return page(ModulePage, organisation, slug, language)


def lesson_page(organisation, language: str = "nl") -> LessonPage:
    return page(LessonPage, organisation, "look", language)


def question(organisation, name: str = "post-which", language: str = "nl") -> AuthoredQuestion:
    return AuthoredQuestion.objects.get(organisation=organisation, name=name, locale__language_code=language)


def explain(organisation, word: str, explanation: str = "What it is.", language: str = "nl") -> Term:
    locale = Locale.objects.get(language_code=language)
    return Term.objects.create(organisation=organisation, locale=locale, word=word, explanation=explanation)


def publish(thing, user):
    """As the editor does it; then read again, as the next request would."""
    thing.save_revision(user=user).publish(user=user, skip_permission_checks=True)
    return type(thing).objects.get(pk=thing.pk)
