"""The forms of the editor. A forged id of somebody else's picture, question, document or page is refused here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.admin.forms.pages import CopyForm
from wagtail.blocks import FieldBlock, ListBlock, ListBlockValidationError, StructBlock
from wagtail.blocks.stream_block import StreamBlockValidationError, StreamValue
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms import questions, sentences
from cms.gate.checks import Finding
from cms.gate.sentences import sentence as gate_sentence
from cms.sentences import CHOOSE, SAMENESS, sentence, sentence_with_place
from courses.models import Module, Question, QuestionVersion
from courses.plain_form import Malformed, Problem
from courses.questions import kind, kinds
from courses.sameness import Change, Written, change, is_another, suggests_another
from lms.people.models import Organisation

NUMBER = re.compile(r"[0-9]{1,9}")


class OwnThingsOnly:
    """Refuses what the author may not choose, whatever the browser sends."""

    def clean(self):
        data = super().clean()
        for name, value in list(data.items()):
            if any(not may_choose(self.for_user, model, pk) for model, pk in self.references(name, value)):
                self.add_error(name, _("Something in here is not yours to use. Choose another one."))
        return data

    def references(self, name: str, value) -> Iterator[tuple[type[Model], str]]:
        try:
            field = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return
        if isinstance(value, Model):
            yield type(value), str(value.pk)
        elif value and hasattr(field, "extract_references"):
            for model, pk, _model_path, _content_path in field.extract_references(value):
                yield model, pk


def may_choose(user, model: type[Model], pk: str) -> bool:
    from cms.models import Attachment, AuthoredQuestion, Picture, Term

    if user is None:
        return True
    if not NUMBER.fullmatch(pk):  # of the text of a link, where a browser may send anything
        return False
    if issubclass(model, Page):
        return policy_registry.get_by_type(Page).explorable_instances(user).filter(pk=pk).exists()
    if not issubclass(model, Picture | Attachment | AuthoredQuestion | Term):
        return True
    allowed = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, {"choose"})
    return allowed.filter(pk=pk).exists()


class AuthoredPageForm(OwnThingsOnly, WagtailAdminPageForm):
    """A draft may have anything; what is published has nothing in it that keeps somebody out."""

    def clean(self):
        data = super().clean()
        if not self.is_deferred_validation:
            self.check_writing(data)
        return data

    def check_writing(self, data: dict) -> None:
        from cms.gate import advising  # the pages it reads have this form

        for name, found in advising.stopping(self.instance, data).items():
            stream = isinstance(data[name], StreamValue)
            self.add_error(name, beside_their_blocks(found) if stream else list(map(gate_sentence, found)))


class ModuleForm(AuthoredPageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        section = self.parent_page and self.parent_page.specific.section
        if section and section.organisation.kind == Organisation.Kind.SHARED:
            self.fields.pop("shared_with_others", None)  # everybody has it anyway
        if "licence" in self.fields and self.is_shared_alike():
            self.fields["licence"].disabled = True

    def is_shared_alike(self) -> bool:
        """Whoever took it over under this licence gives it on under the same one."""
        from cms.models import CopiedModule  # pages have this form

        copy = CopiedModule.objects.known_as(self.instance.translation_key).first()
        return copy is not None and copy.licence == Module.Licence.CC_BY_SA


class TestPageForm(AuthoredPageForm):
    def clean(self):
        data = super().clean()
        asked = [block.value["question"] for block in data.get("questions") or ()]
        for question in asked:
            if question and question.type in kinds() and not kind(question.type).measures:
                self.add_error("questions", sentences.measures_nothing(question.name))
        return data


class CopyWithoutAlias(CopyForm):
    """An alias has a key of its own but nothing of its own to learn, so no record."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("alias", None)


class InOwnOrganisation(OwnThingsOnly, WagtailAdminModelForm):
    """What an author writes is of an organisation that she writes for, and stays there."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields:
            self.fields["organisation"].queryset = self.own_organisations
            self.fields["organisation"].disabled = self.instance.pk is not None
            if len(self.own_organisations) == 1 and self.instance.pk is None:
                self.initial["organisation"] = self.own_organisations[0]

    @cached_property
    def own_organisations(self):
        from cms.permissions import written_for

        if self.for_user is None or self.for_user.is_superuser:
            return Organisation.objects.all()
        own = written_for(self.for_user)
        if self.instance.organisation_id and self.instance.pk:
            own |= {self.instance.organisation_id}
        return Organisation.objects.filter(pk__in=own)

    def check_once(self, field: str, organisation: Organisation, value: str, said: str) -> None:
        """The language is not in the form, so the database would be the first to say."""
        same = type(self.instance).objects.filter(
            **{f"{field}__iexact": value}, organisation=organisation, locale=self.instance.locale_id
        )
        if self.instance.locale_id and same.exclude(pk=self.instance.pk).exists():
            self.add_error(field, said)


class TermForm(InOwnOrganisation):
    def clean(self):
        data = super().clean()
        if data.get("word") and data.get("organisation"):
            said = _("This word is in the glossary already. Change that one instead.")
            self.check_once("word", data["organisation"], data["word"], said)
        return data


class AuthoredQuestionForm(InOwnOrganisation):
    """A draft may be unfinished; what is published has to be a question that can be answered."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "another_question" in self.fields:
            self.ask_about_sameness()

    def clean(self):
        data = super().clean()
        if data.get("name") and data.get("organisation"):
            said = _("There is already a question with this name. Give it another one.")
            self.check_once("name", data["organisation"], data["name"], said)
        if data.get("content") and data.get("in_check_up"):
            self.check_measures(data["content"][0])
        if data.get("content") and not self.is_deferred_validation:
            self.check_question(data["content"][0])
            if not self.errors and "another_question" in self.fields:
                self.check_sameness(data)
        return data

    def ask_about_sameness(self) -> None:
        """Of a question that people already got, in the language that it was first written in."""
        if self.published is None:
            del self.fields["another_question"]
            return
        choices = self.fields["another_question"].choices
        self.fields["another_question"].choices = [(value, said) for value, said in choices if value != ""]
        self.initial["another_question"] = None  # said of this change, and not of one before

    @cached_property
    def published(self) -> QuestionVersion | None:
        if self.instance.pk is None:
            return None
        recorded = Question.objects.known_as(self.instance.translation_key).first()
        language = self.instance.locale.language_code
        return recorded.current if recorded and recorded.current.source_language == language else None

    def check_sameness(self, data: dict) -> None:
        """Who publishes a change says whether it is still the same question. What the change suggests is chosen."""
        found = self.change(data)
        said = data.get("another_question")
        if found is Change.NOTHING or said is is_another(found, said):
            return
        self.add_error("another_question", f"{SAMENESS[found]} {CHOOSE}")
        self.data = self.data.copy()
        self.data[self.add_prefix("another_question")] = str(suggests_another(found))

    def change(self, data: dict) -> Change:
        from cms.publishing import content_of  # the questions that it records have this form

        type, body, texts = content_of(self._meta.model(content=data["content"]))
        written = Written(type, data["competence"].pk, data["level"], body, texts)
        return change(self.published.written, written)

    def check_writing(self, block) -> None:
        from cms.gate import advising  # the pages it reads have forms of this module

        stop = [one for one in advising.of_question(self.instance.locale, block) if one.stops]
        if stop:
            said = list(map(gate_sentence, stop))
            self.add_error("content", StreamBlockValidationError(non_block_errors=said))

    def check_measures(self, block) -> None:
        if not kind(block.block_type).measures:
            self.add_error("in_check_up", _("This kind of question measures nothing. Ask another kind here."))

    def check_question(self, block) -> None:
        try:
            problems = questions.check(block)
        except Malformed as malformed:
            problems = [malformed.problem]
        if problems:
            self.add_error("content", beside_their_fields(block.block, problems))
        else:
            self.check_writing(block)


def beside_their_blocks(found: Iterable[Finding]) -> ValidationError:
    """What is about a field of one block stands beside it, the rest above all blocks."""
    inside, above = defaultdict(lambda: defaultdict(list)), []
    for one in found:
        (above if one.at is None else inside[one.at][one.field]).append(gate_sentence(one))
    blocks = {
        at: StructBlockValidationError(
            block_errors={field: ValidationError(said) for field, said in fields.items()}
        )
        for at, fields in inside.items()
    }
    return StreamBlockValidationError(block_errors=blocks or None, non_block_errors=above)


def beside_their_fields(question: StructBlock, problems: Iterable[Problem]) -> ValidationError:
    """As if the field itself had refused; what names no field of the question stands above it."""
    beside, above = defaultdict(list), []
    for problem in problems:
        if isinstance(question.child_blocks.get(problem.where), FieldBlock | ListBlock):
            beside[problem.where].append(sentence(problem))
        else:
            above.append(sentence_with_place(problem))
    fields = {
        name: ListBlockValidationError(non_block_errors=said)
        if isinstance(question.child_blocks[name], ListBlock)
        else ValidationError(said)
        for name, said in beside.items()
    }
    inside = {0: StructBlockValidationError(block_errors=fields)} if fields else None
    return StreamBlockValidationError(block_errors=inside, non_block_errors=above)
