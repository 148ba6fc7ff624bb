"""Collect the sentences of code and templates in locale/*/LC_MESSAGES/django.po, and compile those to .mo.

    python tools/messages.py

Instead of Django's makemessages, because that needs GNU gettext. The sentences are English and serve that
language themselves: it has no catalogue.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CODE = ("cms", "courses", "lms", "skills")
PLURAL_FORMS = {
    "nl": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
}
# Which arguments of each function are the context, the sentence and its plural.
ARGUMENTS = {
    "gettext": ("msgid",),
    "ngettext": ("msgid", "msgid_plural"),
    "pgettext": ("msgctxt", "msgid"),
    "npgettext": ("msgctxt", "msgid", "msgid_plural"),
}
# What `templatize` makes of a template: calls of those functions, in between letters that blank out the rest.
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(({LITERAL}(?:,\s*{LITERAL})*)(?:,\s*count)?\)")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


class Sentence(NamedTuple):
    msgid: str
    msgid_plural: str = ""
    msgctxt: str | None = None


# Sentences of Django and allauth that learners meet, and that we say in our own words.
BORROWED = (
    Sentence("Login", msgctxt="field label"),
    Sentence("Username or email"),
    Sentence("Remember Me"),
    Sentence("The username and/or password you specified are not correct."),
    Sentence("The email address and/or password you specified are not correct."),
    Sentence("Too many failed login attempts. Try again later."),
    Sentence("This account is currently inactive."),
    Sentence("Please type your current password."),
    Sentence("You must type the same password each time."),
    Sentence("Current Password"),
    Sentence("New Password"),
    Sentence("New Password (again)"),
    Sentence("Password (again)"),
    Sentence("Email"),
    Sentence("You cannot remove your primary email address."),
    Sentence("You cannot remove your primary email address (%(email)s)."),
    Sentence("Your primary email address must be verified."),
    Sentence("This email address is already associated with this account."),
    Sentence("Successfully signed in as %(name)s."),
    Sentence("You have signed out."),
    Sentence("Password successfully changed."),
    Sentence("Password successfully set."),
    Sentence("Confirmation email sent to %(email)s."),
    Sentence("You have confirmed %(email)s."),
    Sentence("Removed email address %(email)s."),
    Sentence("Primary email address set."),
    Sentence("Hello from %(site_name)s!"),
    Sentence("Thank you for using %(site_name)s!\n%(site_domain)s"),
    Sentence("Password Reset Email"),
    Sentence(
        "You're receiving this email because you or someone else has requested a password reset "
        "for your user account.\n"
        "It can be safely ignored if you did not request a password reset. Click the link below to reset your password."
    ),
    Sentence("In case you forgot, your username is %(username)s."),
    Sentence("Please Confirm Your Email Address"),
    Sentence(
        "You're receiving this email because user %(user_display)s has given your email address to "
        "register an account on %(site_domain)s."
    ),
    Sentence("To confirm this is correct, go to %(activate_url)s"),
    Sentence("This field is required."),
    Sentence("Enter a valid email address."),
    Sentence(
        "This password is too short. It must contain at least %(min_length)d character.",
        "This password is too short. It must contain at least %(min_length)d characters.",
    ),
    Sentence(
        "Your password must contain at least %(min_length)d character.",
        "Your password must contain at least %(min_length)d characters.",
    ),
    Sentence("This password is too common."),
    Sentence("Your password can’t be a commonly used password."),
    Sentence("The password is too similar to the %(verbose_name)s."),
    Sentence("Your password can’t be too similar to your other personal information."),
)


def sentence(function: str, arguments: list[str]) -> Sentence:
    return Sentence(**dict(zip(ARGUMENTS[function], arguments, strict=False)))


def in_code(source: str) -> Iterator[Sentence]:
    tree = ast.parse(source)
    names = imported(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: call.lineno):
        if function := names.get(getattr(call.func, "id", "")):
            arguments = call.args[: len(ARGUMENTS[function])]
            if all(isinstance(part, ast.Constant) for part in arguments):
                yield sentence(function, [part.value for part in arguments])


def imported(tree: ast.Module) -> dict[str, str]:
    """What this file calls gettext and its family."""
    return {
        name.asname or name.name: function
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if (function := re.sub("_(lazy|noop)$", "", name.name)) in ARGUMENTS
    }


def in_template(source: str) -> Iterator[Sentence]:
    for function, literals in CALL.findall(templatize(source)):
        arguments = [ast.literal_eval(literal) for literal in re.findall(LITERAL, literals)]
        yield sentence("gettext" if function == "_" else function, arguments)


def collect() -> dict[Sentence, list[str]]:
    """Every sentence, with the files that say it."""
    found = defaultdict(list)
    code = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    written = [path for kind in ("*.html", "*.txt") for path in (ROOT / "templates").rglob(kind)]
    for path in sorted([*code, *written]):
        read = in_code if path.suffix == ".py" else in_template
        for item in dict.fromkeys(read(path.read_text())):
            found[item].append(path.relative_to(ROOT).as_posix())
    for item in BORROWED:
        found[item].append("tools/messages.py")
    return found


def renewed(old: polib.POFile, sentences: dict[Sentence, list[str]], language: str) -> polib.POFile:
    """The same translations, for exactly these sentences. No line numbers and no dates: small diffs."""
    po = polib.POFile(wrapwidth=0)
    po.header = "Sentences and files: tools/messages.py keeps them. Translations: a text editor will do."
    po.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": PLURAL_FORMS[language],
    }
    known = {identity(entry): entry for entry in old}
    for item, files in sentences.items():
        po.append(entry_of(item, files, known.get(item)))
    return po


def identity(entry: polib.POEntry) -> Sentence:
    return Sentence(entry.msgid, entry.msgid_plural, entry.msgctxt)


def entry_of(item: Sentence, files: list[str], before: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(**item._asdict(), occurrences=[(file, "") for file in files])
    if before:
        entry.msgstr, entry.msgstr_plural = before.msgstr, before.msgstr_plural
    elif item.msgid_plural:
        entry.msgstr_plural = {0: "", 1: ""}
    if PLACEHOLDER.search(item.msgid):
        entry.flags.append("python-format")
    return entry


def catalogue(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def renew(language: str, sentences: dict[Sentence, list[str]]) -> int:
    """Returns how many sentences are still to translate."""
    file = catalogue(language)
    file.parent.mkdir(parents=True, exist_ok=True)
    po = renewed(polib.pofile(str(file)) if file.exists() else polib.POFile(), sentences, language)
    po.save(str(file))
    po.save_as_mofile(str(file.with_suffix(".mo")))
    missing = len(po.untranslated_entries())
    print(f"{language}: {len(po)} sentences, {missing} still to translate in {file.relative_to(ROOT)}")
    return missing


def main() -> int:
    sentences = collect()
    return 1 if sum(renew(language, sentences) for language in PLURAL_FORMS) else 0


if __name__ == "__main__":
    sys.exit(main())
