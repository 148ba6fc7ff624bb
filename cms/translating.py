"""What goes along when a page is sent to be translated."""

from typing import Any

from wagtail_localize.operations import TranslationCreator

send = TranslationCreator.create_translations


def send_what_is_missing(
    self: TranslationCreator, instance: Any, include_related_objects: bool = True
) -> None:
    """A question or word on the page only into languages that it lacks.

    wagtail-localize sends all of them again. It would take the edition that is there off line and write over it, also
    of a question of the shared catalogue.
    """
    asked = self.target_locales
    if not include_related_objects:
        self.target_locales = [one for one in asked if not instance.has_translation(one)]
    try:
        send(self, instance, include_related_objects)
    finally:
        self.target_locales = asked


def keep_what_is_there() -> None:
    TranslationCreator.create_translations = send_what_is_missing
