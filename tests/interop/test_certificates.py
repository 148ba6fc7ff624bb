from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.interop.certificates.receive import receive, receive_bytes
from skills.content import AcceptedContent
from skills.models import AcceptedCertificate
from tests.interop.refusals import refusal

LIST = Path(__file__).parents[2] / "fixtures/certificates/accepted.csv"
ROW = {
    "code": "safe",
    "issuer": "A school",
    "nl": "Veilig",
    "fr": "",
    "levels": "4.1:3 4.2:2",
    "months": "36",
}


def a_file(*changes) -> bytes:
    rows = [ROW | change for change in changes or [{}]]
    return "\n".join(";".join(values) for values in [ROW.keys(), *(row.values() for row in rows)]).encode()


def test_a_row_becomes_a_certificate_that_counts():
    content = AcceptedContent(2, "safe", "A school", {"nl": "Veilig"}, {"4.1": 3, "4.2": 2}, 36)
    assert receive_bytes(a_file()) == (content,)


def test_without_months_it_never_ends():
    assert receive_bytes(a_file({"months": ""}))[0].valid_months is None


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"levels": ""}, "levels", "Write each competence once with its level"),
        ({"levels": "4.1:9"}, "levels", "Write each competence once with its level"),
        ({"levels": "4.1:2 4.1:3"}, "levels", "Write each competence once with its level"),
        ({"months": "0"}, "months", "This must be a whole number from 1 to 240"),
        ({"months": "³"}, "months", "This must be a whole number from 1 to 240"),
        ({"nl": ""}, "nl", "This cell is empty."),
        ({"issuer": "a" * 121}, "issuer", "This text is too long."),
        ({"code": "Not a code"}, "code", "Use only small letters"),
        ({"code": "first"}, "code", "“first” is also on row 2."),
    ],
)
def test_a_wrong_cell_is_refused_with_its_line_and_column(change, field, sentence):
    line, column, said = refusal(receive_bytes, a_file({"code": "first"}, change))
    assert (line, column) == (3, field)
    assert said.startswith(sentence)


def test_the_list_that_comes_along_is_in_four_languages_and_cautious():
    found = receive(LIST)
    assert len(found) >= 10
    for one in found:
        assert set(one.names) == {"nl", "fr", "de", "en"}
        assert max(one.levels.values()) <= 3


@pytest.mark.django_db
def test_the_list_is_loaded_as_examples_and_twice_changes_nothing(cast):
    out = StringIO()
    for _again in range(2):
        call_command("import_certificates", LIST, stdout=out)
    assert "11 added" in out.getvalue()
    assert "nothing changed, 11 already right" in out.getvalue()
    assert all(one.is_example and one.is_live for one in AcceptedCertificate.objects.all())


@pytest.mark.django_db
def test_a_competence_that_is_not_there_is_named_with_its_line(cast, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(a_file({"levels": "9.9:1"}))
    with pytest.raises(CommandError, match=r"list\.csv, line 2, 9\.9"):
        call_command("import_certificates", file)
    assert not AcceptedCertificate.objects.exists()
