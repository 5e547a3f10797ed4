from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teeka.rules.messages.invitation import (
    TEXTS,
    THIRD_VARIABLE_REASON,
    Person,
    Place,
    Purpose,
    moment_in_message,
    name_in_message,
    site_in_message,
)
from teeka.rules.messages.templates import TemplateFault, TemplateText, faults, first_that_fits
from teeka.rules.messages.text import size

NOON = datetime(2021, 1, 16, 12, 30)  # noqa: DTZ001  a wall clock
FORMS = [TemplateText(text, names, THIRD_VARIABLE_REASON) for _, _, _, text, names in TEXTS]
values = st.text(st.sampled_from("अआकखगािु् abcXYZ019.,:/()-"), min_size=1, max_size=30)


def forms(purpose: Purpose, language: str) -> list[TemplateText]:
    return [
        TemplateText(t, n, THIRD_VARIABLE_REASON)
        for p, lang, _, t, n in TEXTS
        if (p, lang) == (purpose, language)
    ]


@pytest.mark.parametrize("template", FORMS, ids=lambda t: t.text[:20])
def test_our_registered_texts_keep_the_rules_of_the_registry(template: TemplateText) -> None:
    assert faults(template) == []


@given(st.sampled_from(FORMS), values, values, values)
def test_what_is_rendered_is_allowed_and_one_full_stop_more_is_not(
    template: TemplateText, name: str, moment: str, site: str
) -> None:
    given_values = {"name": name, "moment": moment, "site": site, "vaccine": site, "day": moment}
    given_values["given"] = site
    text = template.render(given_values)

    assert template.fits(given_values)
    assert template.allows(text)
    assert not template.allows(text + ".")
    assert not template.allows(text.replace("Dept", "Dept ").replace("विभाग", "विभाग "))


def test_faults_of_a_template_are_all_named() -> None:
    assert faults(TemplateText("Come {#var#} now to your session", ())) == [TemplateFault.UNTAGGED_VARIABLE]
    assert faults(TemplateText("Come at #colour# now to your session", ("a",))) == [
        TemplateFault.UNKNOWN_TYPE
    ]
    assert TemplateFault.SIDE_BY_SIDE in faults(
        TemplateText("Your session: #numeric# #numeric# now", ("a", "b"))
    )
    assert TemplateFault.TOO_LITTLE_FIXED_TEXT in faults(TemplateText("At #alphanumeric#", ("a",)))
    assert TemplateFault.THIRD_WITHOUT_REASON in faults(
        TemplateText("Come on #numeric# at #numeric# to #numeric# please, thank you", ("a", "b", "c"))
    )
    assert TemplateFault.NOT_NORMAL_TEXT in faults(TemplateText("Don’t forget to come at #numeric#", ("a",)))
    assert TemplateFault.NAMES_DO_NOT_MATCH in faults(TemplateText("Do not forget at #numeric#", ()))


def test_a_name_too_long_for_a_message_is_left_out_and_never_cut() -> None:
    asha = Person("Asha " + "Kumari " * 8, "", "en")
    short = forms(Purpose.INVITATION, "en")
    gaps = {"name": name_in_message(asha), "moment": moment_in_message(NOON, "en"), "site": "PHC Bihta"}

    place = first_that_fits(short, gaps)

    assert place == 1
    assert "Asha" not in short[place].render(gaps)


def test_asha_reads_hindi_and_her_site_has_its_hindi_name_when_it_fits() -> None:
    asha = Person("Asha Devi", "आशा देवी", "hi")

    assert name_in_message(asha) == "आशा देवी"
    assert site_in_message(Place("PHC Bihta", "प्रा. स्वा. केंद्र बिहटा"), "hi") == "प्रा. स्वा. केंद्र बिहटा"
    assert site_in_message(Place("PHC Bihta", "प्राथमिक स्वास्थ्य केंद्र, बिहटा, पटना"), "hi") == "PHC Bihta"
    assert moment_in_message(NOON, "hi") == "शनि 16 जनवरी दोपहर 12:30"


def test_the_longest_invitations_are_one_segment_in_english_and_three_in_hindi() -> None:
    english, hindi = forms(Purpose.INVITATION, "en")[1], forms(Purpose.INVITATION, "hi")[0]
    longest = {"name": "क" * 30, "moment": "मंगल 26 सितंबर दोपहर 12:30", "site": "क" * 30}

    assert size(english.render({"moment": "Wed 30 Sep, 12:30 pm", "site": "x" * 30})).segments == 1
    assert size(hindi.render(longest)).segments == 3
