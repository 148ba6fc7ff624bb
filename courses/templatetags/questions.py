"""Questions in a page: the inputs of any question type, and the light Markdown their texts are written in."""

from decimal import Decimal

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markdown_it import MarkdownIt

from courses import charts
from courses.questions.base import Shown
from lms.safe_html import sanitize

register = template.Library()

markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

UNANSWERED = {
    "answer_both": gettext_noop("Answer both steps: is it right, and why?"),
    "choose_one": gettext_noop("Choose an answer first."),
    "choose_step": gettext_noop("Choose what fits you best."),
    "choose_some": gettext_noop("Choose at least one answer."),
    "place_all": gettext_noop("Give every line a number."),
    "same_place": gettext_noop("Two lines have the same number. Give every line its own number."),
    "match_all": gettext_noop("Choose something for every line."),
    "fill_all": gettext_noop("Choose something for every gap."),
    "mark_something": gettext_noop("Mark at least one mistake."),
    "point_at_something": gettext_noop("Choose a place on the picture first."),
    "too_many_places": gettext_noop("You chose more places than are asked for. Take some away."),
    "turn_the_card": gettext_noop("Turn the card first, and say whether you knew it."),
    "sort_all": gettext_noop("Choose a box for every card."),
    "write_something": gettext_noop("Write your answer first."),
    "write_number": gettext_noop("Write one number, in digits. For example: 12 or 3.5."),
    "choose_action": gettext_noop("Choose what you do."),
    "decide_all": gettext_noop("Choose an outcome for every row."),
    "write_all": gettext_noop("Write something in every box."),
    "change_something": gettext_noop("Nothing has changed yet. Change something first."),
    "answer_or_dont_know": gettext_noop("Choose one of the two: your answer, or “I don't know”."),
}
LONG_ASK = 70

UNREADABLE = gettext_noop("We could not read your answer. Please try again.")


@register.simple_tag
def question_inputs(
    shown: Shown, uid: str = "question", heading: str = "", picture_url: str = "", error: str = ""
) -> SafeString:
    """The inputs, to stand in a form of the page; after the answer the same with marks.

    `uid` makes element ids unique in the page. With heading="h1" the question is the heading of the page.
    `error` is the code of an Unanswered or BadAnswer. A type whose question is not in the prompt shows its own `ask`.
    """
    story, ask = prompt_parts(shown["prompt"])
    if "ask" in shown:
        story, ask = plain_markdown(shown["prompt"]), inline_markdown(shown["ask"])
    context = {
        "shown": shown,
        "uid": uid,
        "heading": heading,
        "picture_url": picture_url,
        "asks_again": error == "answer_or_dont_know",
        "error": _(UNANSWERED.get(error, UNREADABLE)) if error else "",
        "story": story,
        "ask": ask,
        "ask_class": "ask ask--long" if len(ask) > LONG_ASK else "ask",
    }
    return mark_safe(render_to_string(f"courses/questions/{shown['kind']}.html", context))


@register.simple_tag
def chart_drawing(chart: Shown) -> charts.Drawing:
    points = [(point["label"], point["value"]) for point in chart["data"]]
    return charts.draw(chart["form"], chart["from"], points, as_number)


@register.filter
def as_number(number: float | Decimal) -> str:
    """As it is written in the language of the page: 1.200,5 or 1,200.5."""
    return number_format(Decimal(str(number)).normalize(), force_grouping=True)


@register.filter
def plain_markdown(text: str) -> SafeString:
    return mark_safe(sanitize(markdown.render(text)))


@register.filter
def inline_markdown(text: str) -> SafeString:
    """For places that take words only, such as a label."""
    return mark_safe(sanitize(markdown.renderInline(text)))


def prompt_parts(text: str) -> tuple[SafeString, SafeString]:
    """The situation, and the question itself: the last paragraph, without its tags so that it fits in a legend."""
    tokens = markdown.parse(text)
    if not tokens or tokens[-1].type != "paragraph_close" or tokens[-1].level:
        return plain_markdown(text), mark_safe("")
    story = markdown.renderer.render(tokens[:-3], markdown.options, {})
    ask = markdown.renderer.render(tokens[-2:-1], markdown.options, {})
    return mark_safe(sanitize(story)), mark_safe(sanitize(ask))
