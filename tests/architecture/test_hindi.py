"""Whatever a page says in English it says in Hindi, with the same gaps."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "teeka"
CATALOGUE = SOURCE / "locale" / "hi" / "LC_MESSAGES" / "django.mo"
MARKS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "_"}
IN_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext"}
GAP = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")


def marked_in(code: str) -> Iterator[str]:
    """The strings that some Python code marks for translation."""
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        arguments = [
            part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if name in MARKS and arguments:
            yield arguments[0]
        elif name in IN_CONTEXT and len(arguments) > 1:
            yield f"{arguments[0]}\x04{arguments[1]}"


def marked() -> dict[str, str]:
    """Every marked string, and a file that has it."""
    found: dict[str, str] = {}
    for path in SOURCE.rglob("*.py"):
        found |= dict.fromkeys(marked_in(path.read_text(encoding="utf-8")), path.name)
    for path in SOURCE.rglob("*.html"):
        if "node_modules" in path.parts:
            continue
        # What is left of a template once Django has turned its marks into calls.
        calls = re.findall(
            r"(?:n?p?gettext|_)\((?:[^()]|\([^()]*\))*\)", templatize(path.read_text(encoding="utf-8"))
        )
        for call in calls:
            found |= dict.fromkeys(marked_in(call), path.name)
    return found


def test_every_string_of_a_page_is_in_the_hindi_catalogue() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    known = {key[0] if isinstance(key, tuple) else key for key, words in catalogue.items() if words}
    strings = marked()
    assert len(strings) > 100
    assert {text: where for text, where in strings.items() if text not in known} == {}


def test_a_translation_has_the_gaps_of_what_it_translates() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    differing = {}
    for key, words in catalogue.items():
        text = key[0] if isinstance(key, tuple) else key
        if text and set(GAP.findall(words)) - set(GAP.findall(text)):
            differing[text] = words
    assert differing == {}
