"""Every problem as a sentence that says what is wrong and how to mend it."""

# ruff: noqa: E501 -- a sentence is easier to read and to translate when it stays on one line

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.interop.problems import Problem

SENTENCES = {
    # files
    "not_a_file": _("This is not an ordinary file. Choose the file itself, not a link or a folder."),
    "not_a_folder": _("This is not a folder. Choose the folder that holds nl.md."),
    "too_many_files": _("This folder holds more than %(limit)s files. Keep only the files of one module."),
    "file_too_big": _("This file is too big. It may be at most %(limit)s KiB."),
    "empty_file": _("This file is empty. Check whether you chose the right file."),
    "not_text": _("This line holds characters that cannot be read. Save the file again as CSV UTF-8."),
    "not_utf_8": _("This line is not UTF-8 text. Save the file again with the encoding UTF-8."),
    "nul": _("This line holds a zero byte, which no text has. Save the file again as UTF-8 text."),
    "not_a_table": _("This file is no table. Save your list in Excel as .xlsx or as CSV UTF-8, and choose that file."),
    "old_excel": _("This is an old Excel file (.xls), or one with a password. Save it as .xlsx without a password."),
    "workbook_unreadable": _("This Excel file cannot be read. Open it in Excel and save it again as .xlsx, or as CSV UTF-8."),
    "unpacks_too_big": _("This Excel file unpacks to something very big. Copy only the rows with people to a new file, and save that."),
    # tables
    "broken_quotes": _("A quotation mark is missing in this row, or a cell is very long. Close every \" with a \"."),
    "too_many_columns": _("There are too many columns. At most %(limit)s are allowed."),
    "too_many_rows": _("There are too many rows. Split the file: at most %(limit)s rows are allowed."),
    "no_rows": _("There are no rows under the headings. Add at least one row."),
    "missing_column": _("The column “%(column)s” is missing. Add it; its cells may stay empty if the fact is unknown."),
    "unknown_column": _("The column “%(column)s” is not known. Correct its heading or remove the column."),
    "double_column": _("Two columns mean the same. Keep one of them."),
    "too_few_cells": _("This row has %(found)s cells, but there are %(expected)s headings. Add the missing cells."),
    "too_many_cells": _("This row has %(found)s cells, but there are %(expected)s headings. Put a cell that contains the separator between quotation marks."),
    "cell_too_long": _("This cell is too long. It may be at most %(limit)s characters."),
    "line_break": _("This cell runs over more than one line. Put it on one line and check its quotation marks."),
    "control_character": _("This cell holds an invisible control character. Type the text again."),
    "formula": _("This cell begins like a formula. Remove the =, +, - or @ in front."),
    "error_value": _("This cell shows a mistake of a formula (%(value)s). Type what it should say."),
    "empty_cell": _("This cell is empty. Fill it in."),
    "double_value": _("“%(value)s” is also on row %(first)s. Every row needs its own."),
    # people
    "nothing_to_recognise": _("Fill in an external ID, an e-mail address or a username. Otherwise the person cannot be recognised next time."),
    "bad_email": _("This is not an e-mail address. Write it like name@example.be."),
    "bad_username": _("A username holds only letters, digits and . _ + -. Remove spaces and other signs."),
    "empty_unit": _("A part of the unit path is empty. Write it like: Technical services > Green."),
    "unit_without_letter": _("The name of a unit needs at least one letter. Write it out."),
    "unit_too_deep": _("This unit path has too many parts. At most %(limit)s are allowed."),
    "date_format": _("This date cannot be read. Write 2026-11-23 or 23/11/2026."),
    "no_such_date": _("The date %(value)s does not exist. Check the day and the month."),
    "date_far_away": _("This date is not between %(first)s and %(last)s. Check the year."),
    "other_organisation": _("This row is of “%(name)s”, another organisation. Remove the row, or do not use this column."),
    "unknown_profile": _("There is no job profile “%(profile)s”. Correct it, or leave the cell empty."),
    "unknown_profile_near": _("There is no job profile “%(profile)s”. Do you mean “%(near)s”?"),
    "too_many_rows_here": _("There are too many rows. This installation uses SQLite, which takes at most %(limit)s rows at once. Split the file, or ask for PostgreSQL."),
    # profiles
    "bad_profile_code": _("A profile code is 1 to 20 letters and digits, like P01. Correct it."),
    "no_competence_column": _("There is no column with a competence code as heading. Add columns like 1.1 and 4.2."),
    "core_not_a_column": _("The core competence “%(code)s” is not a column. Correct the code or add the column."),
    "core_not_asked": _("The core competence %(code)s has level 0 here. Ask a level from 1 on, or remove it from core."),
    "bad_levels": _("Write each competence once with its level, with a space between, like 1.1:2 4.1:3."),
    "core_twice": _("The core competence “%(code)s” is named twice. Keep one."),
    "too_many_core": _("There are %(found)s core competences. Choose at most %(limit)s."),
    # frameworks
    "json_syntax": _("This is not correct JSON (%(detail)s). Correct it at this place."),
    "json_not_an_object": _("An object between { and } is expected here. Correct it."),
    "not_a_list": _("A list with at least one entry is expected here. Add it."),
    "code_outside_area": _("The code %(code)s does not belong to area %(area)s. Move it or correct the code."),
    "level_order": _("Level %(expected)s is expected here. List the levels in order."),
    "wrong_scale": _("There must be %(levels)s levels in %(bands)s bands. Add or remove levels."),
    "band_order": _("Every band must hold two levels that follow each other. Correct the bands."),
    "band_differs": _("The band “%(band)s” is described in two ways. Make the texts equal."),
    "double_id": _("%(id)s is also at %(first)s. Give each entry its own."),
    "unknown_competence": _("Competence %(code)s does not exist in this file. Correct the code."),
    "unknown_band": _("The band “%(band)s” does not exist in this file. Correct its name."),
    "nothing_at_band": _("Competence %(code)s has no entry at band “%(band)s”. Add what is missing."),
    # modules: the file
    "source_missing": _("The Dutch file nl.md is missing. Add it: the other languages follow it."),
    "language_unknown": _("This language is not known. Use nl, fr, de or en."),
    "front_matter_missing": _("The file must begin with a line ---, then its facts, then a line ---. Add them."),
    "yaml_syntax": _("This part cannot be read (%(detail)s). Check indents, colons and quotation marks."),
    "yaml_unreadable": _("This part holds characters that cannot be read, or too many levels. Write it simpler."),
    "yaml_too_long": _("This part is too long. It may be at most %(limit)s characters."),
    "yaml_not_a_mapping": _("Lines like “name: value” are expected here. Write them so."),
    "yaml_bad_key": _("A name is missing before the colon. Write it like “name: value”."),
    "yaml_double_key": _("“%(key)s” is given twice. Keep one."),
    "yaml_tag": _("A value with ! in front cannot be read. Put it between quotation marks."),
    # modules: the fields
    "unknown_field": _("This field is not known. Correct its name or remove it."),
    "field_missing": _("This field is missing or empty. Fill it in."),
    "field_not_text": _("This must be text. Put it between quotation marks."),
    "field_too_long": _("This text is too long. It may be at most %(limit)s characters."),
    "not_true_or_false": _("Write true or false here."),
    "bad_slug": _("Use only small letters, digits and hyphens, at most %(limit)s. Example: false-messages."),
    "bad_number": _("This must be a whole number from %(lowest)s to %(highest)s. Correct it."),
    "bad_subject": _("This subject is not known. Choose one of: %(known)s."),
    "bad_competence": _("This is not a competence code. Write it between quotation marks, like \"4.1\"."),
    "bad_competences": _("Write each competence with its lowest and highest level from 1 to 8, like {\"4.1\": [2, 3]}."),
    "bad_picture": _("Write a picture as {file: name.svg, alt: \"what it shows\"}."),
    "language_not_file_name": _("The language differs from the file name. Write: language: %(language)s."),
    "module_differs": _("The module has another name than in nl.md. Write: module: %(module)s."),
    "differs_from_source": _("A translation cannot change this. Remove it here or make it equal to nl.md."),
    # modules: activities
    "no_activity": _("There is no lesson, task or test. Add a heading like: # Lesson: Title {#title}."),
    "text_before_heading": _("This stands before the first heading. Move it under a heading that begins with #."),
    "heading_kind": _("A heading with one # begins with Lesson:, Task: or Test:. Correct it, or use ## within a lesson."),
    "heading_slug": _("The heading needs a short name at its end, like {#false-messages}: small letters, digits and hyphens, at most %(limit)s."),
    "double_slug": _("The heading on line %(first)s has the same short name. Choose another."),
    "activity_empty": _("There is nothing under this heading. Add text or remove the heading."),
    "task_without_checklist": _("A task needs a list to tick off. Add lines that begin with - [ ]."),
    "test_without_question": _("A test needs at least one question. Add one."),
    "activity_missing": _("“%(slug)s” (%(kind)s) of nl.md is missing here. Translate it too."),
    "activity_not_in_source": _("This part is not in nl.md. Add it there first, or correct its short name."),
    "activity_order": _("The parts stand in another order than in nl.md. Use the same order."),
    "checklist_outside_task": _("A list to tick off belongs in a task. Use an ordinary list here."),
    "checklist_item": _("Every line of this list begins with - [ ] and holds one sentence. Correct this line."),
    "note_kind": _("This kind of note is not known. Use TIP, WARNING or EXAMPLE."),
    "note_empty": _("This note is empty. Add its text in lines that begin with >."),
    "html": _("HTML is not allowed here. Use Markdown, and put a < that you want to show between backticks."),
    "unknown_fence": _("This kind of block is not known. Write one of these after the three backticks, or nothing: %(choices)s."),
    # modules: questions
    "question_not_closed": _("This question is not closed. Add a line with three backticks under it."),
    "question_nested": _("A question stands in a list or a note. Begin its lines at the left edge."),
    "question_in_task": _("A task holds no questions. Move this one to a lesson or a test."),
    "question_empty": _("This question has no text. Add its prompt."),
    "bad_question_type": _("This is not a question type. Write one like single_choice."),
    "double_question": _("The question on line %(first)s has the same id. Choose another."),
    "question_not_in_source": _("The question “%(question)s” is not in nl.md. Add it there first, or correct its id."),
    "question_missing": _("The question “%(question)s” of nl.md is missing here. Translate it too."),
    "question_order": _("The questions stand in another order than in nl.md. Use the same order."),
    # items of the check-up
    "only_headings": _("Between the questions only a heading may stand. Remove this text."),
    "no_item": _("There is no question in this file. Add one."),
    "other_items": _("nl.md holds items of %(expected)s. Write: items: \"%(expected)s\"."),
    "competence_of_items": _("This file holds items of %(expected)s. Move the question, or correct its competence."),
    "item_for_tests": _("This has a meaning in a module only. Remove it."),
    # modules: pictures
    "picture_name": _("A picture is a file beside this one, named with letters, digits, - and _, that ends in .svg, .png or .jpg."),
    "block_not_closed": _("This block does not end. Put three backticks on a line of their own below it."),
    "file_name": _("A file cannot have this name. Use letters, digits, hyphens and an ending such as .mp3."),
    "file_missing": _("The file %(name)s is not in the folder. Add it or correct the name."),
    "file_unreadable": _("The file %(name)s is not what its name says. Save it again."),
    "picture_missing": _("The picture %(picture)s is not in the folder. Add it or correct the name."),
    "picture_alt": _("The picture has no alternative text. Say what it shows for people who do not see it."),
    "picture_not_alone": _("A picture stands alone, with an empty line above and below. Move it."),
    "picture_too_big": _("The picture %(picture)s is too big. It may be at most %(what)s KiB."),
    "picture_too_large": _("The picture %(picture)s is too large. Each side may be at most %(what)s pixels."),
    "picture_too_complex": _("The drawing %(picture)s is too complex. Save it simpler: at most %(what)s shapes, no copies of copies."),
    "picture_unreadable": _("The picture %(picture)s is not a correct %(what)s file. Save it again."),
    "picture_encoding": _("The drawing %(picture)s is not UTF-8. Save it again with the encoding UTF-8."),
    "picture_doctype": _("The drawing %(picture)s has a DOCTYPE. Remove that line."),
    "picture_instruction": _("The drawing %(picture)s has an instruction between <? and ?>. Remove it."),
    "picture_element": _("The drawing %(picture)s holds the element “%(what)s”, which may do more than draw. Remove it."),
    "picture_attribute": _("The drawing %(picture)s holds the attribute “%(what)s”. Remove it, or save it as plain SVG."),
    "picture_link": _("The drawing %(picture)s refers to something outside itself (%(what)s). Remove that link."),
    "picture_style": _("The drawing %(picture)s has a style that fetches something from elsewhere. Remove it."),
}  # fmt: skip


def sentence(problem: Problem) -> str:
    return str(SENTENCES[problem.code]) % problem.params


def located_sentence(problem: Problem) -> str:
    """One line for a terminal or a report: file, line, field and what to do."""
    line = gettext("line %(line)s") % {"line": problem.line} if problem.line else ""
    place = ", ".join(part for part in (problem.file, line, problem.field) if part)
    return f"{place}: {sentence(problem)}" if place else sentence(problem)
