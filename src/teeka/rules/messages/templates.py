"""Whether a text is what was registered: DLT templates with typed variables, checked byte by byte.

The operator drops a text that differs from its registered template by one full stop, so a text is
queued only when its fixed parts are the template's and each variable is of its type and length.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from teeka.rules.messages.text import normalise

# Type -> (characters allowed, longest). Letters and marks of any script count as letters.
_TEXT = r"[\w\u0900-\u097F\u200c\u200d .,:/()&'+-]"
VARIABLE_TYPES: dict[str, tuple[str, int]] = {
    "numeric": (r"[0-9]", 30),
    "alphanumeric": (_TEXT, 40),
    "url": (r"[!-~]", 30),
    "urlott": (r"[!-~]", 30),
    "cbn": (r"[0-9+ -]", 30),
    "email": (r"[!-~]", 30),
}
TAG = re.compile(r"(?<!\{)#([a-z]+)#(?!\})")
UNTAGGED = re.compile(r"\{#.*?#\}")
MOST_VARIABLES = 3
VARIABLES_WITHOUT_A_REASON = 2
LEAST_FIXED_SHARE = 0.30
SHORTEST_VALUE = 1


class TemplateFault(StrEnum):
    UNTAGGED_VARIABLE = "untagged_variable"
    UNKNOWN_TYPE = "unknown_type"
    TOO_MANY_VARIABLES = "too_many_variables"
    THIRD_WITHOUT_REASON = "third_without_reason"
    SIDE_BY_SIDE = "side_by_side"
    TOO_LITTLE_FIXED_TEXT = "too_little_fixed_text"
    NOT_NORMAL_TEXT = "not_normal_text"
    NAMES_DO_NOT_MATCH = "names_do_not_match"
    NO_SUCH_TEXT = "no_such_text"
    STILL_IN_USE = "still_in_use"
    NO_SUCH_ROUTE = "no_such_route"


FAULT_WORDS: dict[TemplateFault, tuple[str, str]] = {
    TemplateFault.UNTAGGED_VARIABLE: (
        "The template has a variable without a type. Write #alphanumeric# in place of {#var#}.",
        "टेम्पलेट में बिना प्रकार का चर है। {#var#} की जगह #alphanumeric# लिखें।",
    ),
    TemplateFault.UNKNOWN_TYPE: (
        "The template has a variable of an unknown type. Use #numeric#, #alphanumeric# or #url#.",
        "टेम्पलेट में अनजान प्रकार का चर है। #numeric#, #alphanumeric# या #url# लिखें।",
    ),
    TemplateFault.TOO_MANY_VARIABLES: (
        "The template has more than three variables. Turn some into fixed text.",
        "टेम्पलेट में तीन से अधिक चर हैं। कुछ को स्थिर पाठ बनाएं।",
    ),
    TemplateFault.THIRD_WITHOUT_REASON: (
        "A third variable needs a recorded reason. Give the reason, or use the short form.",
        "तीसरे चर के लिए दर्ज कारण चाहिए। कारण लिखें या छोटा रूप लें।",
    ),
    TemplateFault.SIDE_BY_SIDE: (
        "Two variables stand side by side. Put fixed words between them.",
        "दो चर साथ-साथ हैं। उनके बीच स्थिर शब्द रखें।",
    ),
    TemplateFault.TOO_LITTLE_FIXED_TEXT: (
        "Less than 30 % of the template is fixed text. Add fixed words.",
        "टेम्पलेट में 30 % से कम स्थिर पाठ है। स्थिर शब्द जोड़ें।",
    ),
    TemplateFault.NOT_NORMAL_TEXT: (
        "The template has curly quotes, long dashes or double spaces. Write it with plain ones.",
        "टेम्पलेट में घुमावदार उद्धरण, लंबे डैश या दोहरे खाली स्थान हैं। सादे चिह्न लिखें।",
    ),
    TemplateFault.NAMES_DO_NOT_MATCH: (
        "The template has another number of variables than names for them.",
        "टेम्पलेट में चरों की संख्या उनके नामों से अलग है।",
    ),
    TemplateFault.NO_SUCH_TEXT: (
        "There is no text of that purpose, language and form. `teeka route texts` shows them.",
        "इस प्रयोजन, भाषा और रूप का कोई पाठ नहीं है। `teeka route texts` से देखें।",
    ),
    TemplateFault.NO_SUCH_ROUTE: (
        "There is no such route to real phones. `teeka route list` shows them.",
        "असली फ़ोन तक ऐसा कोई मार्ग नहीं है। `teeka route list` से देखें।",
    ),
    TemplateFault.STILL_IN_USE: (
        "Messages with the former words still wait to be sent. Send or withdraw them first.",
        "पुराने शब्दों वाले संदेश अभी भेजे जाने हैं। पहले उन्हें भेजें या वापस लें।",
    ),
}


@dataclass(frozen=True)
class TemplateText:
    """A registered text with typed gaps, and our name for each gap in order."""

    text: str
    names: tuple[str, ...]
    third_variable_reason: str = ""

    @cached_property
    def types(self) -> tuple[str, ...]:
        return tuple(TAG.findall(self.text))

    @cached_property
    def fixed(self) -> tuple[str, ...]:
        return tuple(TAG.split(self.text)[::2])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches exactly the texts that this template allows."""
        parts = [re.escape(self.fixed[0])]
        for kind, fixed in zip(self.types, self.fixed[1:], strict=True):
            characters, longest = VARIABLE_TYPES[kind]
            parts.append(f"({characters}{{{SHORTEST_VALUE},{longest}}}){re.escape(fixed)}")
        return re.compile("".join(parts))

    @cached_property
    def value_patterns(self) -> dict[str, re.Pattern[str]]:
        limits = (VARIABLE_TYPES[kind] for kind in self.types)
        return {
            name: re.compile(f"{characters}{{{SHORTEST_VALUE},{longest}}}")
            for name, (characters, longest) in zip(self.names, limits, strict=True)
        }

    def fits(self, values: Mapping[str, str]) -> bool:
        """True when each gap's value is there, of its type and short enough."""
        return all(pattern.fullmatch(values.get(name, "")) for name, pattern in self.value_patterns.items())

    def render(self, values: Mapping[str, str]) -> str:
        """The text with its gaps filled. The values must fit."""
        parts = [self.fixed[0]]
        for name, fixed in zip(self.names, self.fixed[1:], strict=True):
            parts += (values[name], fixed)
        return "".join(parts)

    def allows(self, text: str) -> bool:
        """True when `text` is this template with allowed values, to the last byte."""
        return self.pattern.fullmatch(text) is not None


def values_in(registered: str, text: str) -> tuple[str, ...] | None:
    """What stands in the gaps of a registered text, in order; None when `text` is not that text filled in."""
    template = TemplateText(registered, ())
    if not VARIABLE_TYPES.keys() >= set(template.types):
        return None
    match = template.pattern.fullmatch(text)
    return None if match is None else match.groups()


def faults(template: TemplateText) -> list[TemplateFault]:
    """What the registry would refuse, in the order of the enum."""
    tags = TAG.findall(template.text)
    fixed = "".join(TAG.split(template.text)[::2])
    found: list[tuple[TemplateFault, bool]] = [
        (TemplateFault.UNTAGGED_VARIABLE, bool(UNTAGGED.search(template.text))),
        (TemplateFault.UNKNOWN_TYPE, any(tag not in VARIABLE_TYPES for tag in tags)),
        (TemplateFault.TOO_MANY_VARIABLES, len(tags) > MOST_VARIABLES),
        (
            TemplateFault.THIRD_WITHOUT_REASON,
            len(tags) > VARIABLES_WITHOUT_A_REASON and not template.third_variable_reason.strip(),
        ),
        (TemplateFault.SIDE_BY_SIDE, bool(re.search(r"#[a-z]+#\s*#[a-z]+#", template.text))),
        (TemplateFault.TOO_LITTLE_FIXED_TEXT, len(fixed) < LEAST_FIXED_SHARE * len(template.text)),
        (TemplateFault.NOT_NORMAL_TEXT, normalise(template.text) != template.text),
        (TemplateFault.NAMES_DO_NOT_MATCH, len(tags) != len(template.names)),
    ]
    return [fault for fault, is_found in found if is_found]


def first_that_fits(templates: Sequence[TemplateText], values: Mapping[str, str]) -> int | None:
    """The place of the first template whose gaps take these values: the full form before the short one."""
    return next((place for place, template in enumerate(templates) if template.fits(values)), None)
