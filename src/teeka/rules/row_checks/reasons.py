"""Why a row is rejected or held, and how that is said to whoever typed it."""
# ruff: noqa: E501

from enum import StrEnum


class RowProblem(StrEnum):
    MISSING = "missing"
    TOO_LONG = "too_long"
    NAME_NOT_A_NAME = "name_not_a_name"
    GENDER_UNKNOWN = "gender_unknown"
    BIRTH_MISSING = "birth_missing"
    BIRTH_YEAR_UNREADABLE = "birth_year_unreadable"
    BIRTH_YEAR_ABSURD = "birth_year_absurd"
    BIRTH_YEARS_DIFFER = "birth_years_differ"
    DATE_UNREADABLE = "date_unreadable"
    DATE_READS_TWO_WAYS = "date_reads_two_ways"
    CATEGORY_UNKNOWN = "category_unknown"
    DISTRICT_UNKNOWN = "district_unknown"
    POSTING_MISSING = "posting_missing"
    YES_NO_UNREADABLE = "yes_no_unreadable"
    PIN_CODE_UNREADABLE = "pin_code_unreadable"
    NUMBER_UNREADABLE = "number_unreadable"
    CODE_TWICE = "code_twice"
    TYPE_UNKNOWN = "type_unknown"
    POINT_OUTSIDE_INDIA = "point_outside_india"
    PARENT_UNKNOWN = "parent_unknown"
    PARENT_IS_ITSELF = "parent_is_itself"
    SMS_NAME_TOO_LONG = "sms_name_too_long"
    SITE_MISSING = "site_missing"
    SITE_UNKNOWN = "site_unknown"
    SESSION_IN_THE_PAST = "session_in_the_past"
    TIME_UNREADABLE = "time_unreadable"
    ENDS_BEFORE_START = "ends_before_start"
    CAPACITY_NOT_POSITIVE = "capacity_not_positive"
    CAPACITY_ABSURD = "capacity_absurd"
    PERCENT_OUT_OF_RANGE = "percent_out_of_range"
    DOSE_UNKNOWN = "dose_unknown"
    VACCINE_UNKNOWN = "vaccine_unknown"
    DOSE_DAY_ABSURD = "dose_day_absurd"
    DOSE_HALF_TOLD = "dose_half_told"
    # what the reader saw in the cells (formats.incoming.table.RowTrouble, same values)
    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LONG = "cell_too_long"
    NOT_TEXT = "not_text"
    FORMULA = "formula"
    MERGED_CELL = "merged_cell"
    SPREADSHEET_ERROR = "spreadsheet_error"


class HeldFor(StrEnum):
    """Why a row waits for a person's decision."""

    DIFFERS_WITHIN_FILE = "differs_within_file"
    CLAIMED_BY_ANOTHER_ROSTER = "claimed_by_another_roster"
    ANOTHER_PERSON_UNDER_THIS_KEY = "another_person_under_this_key"
    CAPACITY_BELOW_TAKEN = "capacity_below_taken"
    SEATS_NEED_A_SECOND = "seats_need_a_second"
    APPOINTMENTS_WOULD_MOVE = "appointments_would_move"
    SESSION_CANCELLED = "session_cancelled"


# {reason: (english, hindi)}; {column} is the file's own header.
ROW_PROBLEM_WORDS: dict[RowProblem, tuple[str, str]] = {
    RowProblem.MISSING: ("{column} is empty. Fill it in.", "{column} खाली है। इसे भरें।"),
    RowProblem.TOO_LONG: ("{column} is too long. Shorten it.", "{column} बहुत लंबा है। इसे छोटा करें।"),
    RowProblem.NAME_NOT_A_NAME: (
        "{column} holds no letters, so it is no name. Write the name.",
        "{column} में अक्षर नहीं हैं, इसलिए यह नाम नहीं है। नाम लिखें।",
    ),
    RowProblem.GENDER_UNKNOWN: (
        "{column} is not M, F or O. Write one of these.",
        "{column} M, F या O नहीं है। इनमें से एक लिखें।",
    ),
    RowProblem.BIRTH_MISSING: (
        "Neither birth year nor date of birth is given. Write one of them.",
        "न जन्म वर्ष है, न जन्म तिथि। एक लिखें।",
    ),
    RowProblem.BIRTH_YEAR_UNREADABLE: (
        "{column} is not a year of four digits. Write it like 1985.",
        "{column} चार अंकों का वर्ष नहीं है। जैसे 1985 लिखें।",
    ),
    RowProblem.BIRTH_YEAR_ABSURD: (
        "{column} makes the person younger than 15 or older than 100. Check the year.",
        "{column} से आयु 15 से कम या 100 से अधिक होती है। वर्ष जाँचें।",
    ),
    RowProblem.BIRTH_YEARS_DIFFER: (
        "The birth year and the date of birth name different years. Correct one of them.",
        "जन्म वर्ष और जन्म तिथि में अलग-अलग वर्ष हैं। एक को ठीक करें।",
    ),
    RowProblem.DATE_UNREADABLE: (
        "{column} is not a date that can be read. Write it like 2021-01-31 or 31/01/2021.",
        "{column} पढ़ी जा सकने वाली तिथि नहीं है। जैसे 2021-01-31 या 31/01/2021 लिखें।",
    ),
    RowProblem.DATE_READS_TWO_WAYS: (
        "{column} can be read as two different dates. Write it like 2021-01-31 (year-month-day).",
        "{column} को दो अलग तिथियों के रूप में पढ़ा जा सकता है। जैसे 2021-01-31 (वर्ष-माह-दिन) लिखें।",
    ),
    RowProblem.DOSE_DAY_ABSURD: (
        "{column} lies before 2021 or is yet to come. Write the day on which the first dose was given.",
        "{column} 2021 से पहले या आने वाले दिन की है। पहली खुराक दिए जाने का दिन लिखें।",
    ),
    RowProblem.DOSE_HALF_TOLD: (
        "Of the first dose only the vaccine or only the day is given: {column} is empty. Write both, or neither.",
        "पहली खुराक का केवल टीका या केवल दिन लिखा है: {column} खाली है। दोनों लिखें, या कोई नहीं।",
    ),
    RowProblem.CATEGORY_UNKNOWN: (
        "{column} names no known category. Write one of the nine health-worker categories or a cohort code.",
        "{column} में कोई ज्ञात श्रेणी नहीं है। नौ स्वास्थ्य-कर्मी श्रेणियों में से एक या समूह-कोड लिखें।",
    ),
    RowProblem.DISTRICT_UNKNOWN: (
        "{column} names no known district. Correct its spelling.",
        "{column} में कोई ज्ञात ज़िला नहीं है। वर्तनी ठीक करें।",
    ),
    RowProblem.POSTING_MISSING: (
        "Neither a posting nor a facility code is given. Write where the person works.",
        "न कार्यस्थल है, न संस्थान कोड। लिखें कि व्यक्ति कहाँ काम करता है।",
    ),
    RowProblem.YES_NO_UNREADABLE: (
        "{column} is not Y or N. Write one of these.",
        "{column} Y या N नहीं है। इनमें से एक लिखें।",
    ),
    RowProblem.PIN_CODE_UNREADABLE: (
        "{column} is not a PIN code of six digits. Correct it or leave it empty.",
        "{column} छह अंकों का पिन कोड नहीं है। ठीक करें या खाली छोड़ें।",
    ),
    RowProblem.NUMBER_UNREADABLE: (
        "{column} is not a number. Write digits only.",
        "{column} संख्या नहीं है। केवल अंक लिखें।",
    ),
    RowProblem.CODE_TWICE: (
        "{column} stands on another row of this file with different content. Keep one of the rows.",
        "{column} इसी फ़ाइल की दूसरी पंक्ति में अलग विवरण के साथ है। एक ही पंक्ति रखें।",
    ),
    RowProblem.TYPE_UNKNOWN: (
        "{column} is no known kind of facility. Write MCH, DH, SDH, RH, CHC, PHC, APHC, UPHC, HSC, HWC, HOSP or OTHER.",
        "{column} संस्थान का ज्ञात प्रकार नहीं है। MCH, DH, SDH, RH, CHC, PHC, APHC, UPHC, HSC, HWC, HOSP या OTHER लिखें।",
    ),
    RowProblem.POINT_OUTSIDE_INDIA: (
        "{column} lies outside India or is no coordinate. Check latitude and longitude, or leave both empty.",
        "{column} भारत से बाहर है या निर्देशांक नहीं है। अक्षांश-देशांतर जाँचें, या दोनों खाली छोड़ें।",
    ),
    RowProblem.PARENT_UNKNOWN: (
        "{column} names a facility that is neither registered nor in this file. Correct the code or leave it empty.",
        "{column} का संस्थान न पंजीकृत है, न इस फ़ाइल में। कोड ठीक करें या खाली छोड़ें।",
    ),
    RowProblem.PARENT_IS_ITSELF: (
        "{column} names the facility itself. Write the parent's code or leave it empty.",
        "{column} में संस्थान का अपना ही कोड है। मूल संस्थान का कोड लिखें या खाली छोड़ें।",
    ),
    RowProblem.SMS_NAME_TOO_LONG: (
        "{column} has more than 30 characters. Shorten it.",
        "{column} में 30 से अधिक अक्षर हैं। छोटा करें।",
    ),
    RowProblem.SITE_MISSING: (
        "No site is named. Give the facility code, or the site's name with district and PIN code.",
        "कोई स्थल नहीं दिया गया। संस्थान कोड दें, या स्थल का नाम, ज़िला और पिन कोड।",
    ),
    RowProblem.SITE_UNKNOWN: (
        "{column} names a site that nobody knows. Import its facility first, or correct the code.",
        "{column} का स्थल ज्ञात नहीं है। पहले संस्थान आयात करें, या कोड ठीक करें।",
    ),
    RowProblem.SESSION_IN_THE_PAST: (
        "{column} lies in the past. Write the coming date.",
        "{column} बीत चुकी है। आने वाली तिथि लिखें।",
    ),
    RowProblem.TIME_UNREADABLE: (
        "{column} is not a time. Write it like 09:00.",
        "{column} समय नहीं है। जैसे 09:00 लिखें।",
    ),
    RowProblem.ENDS_BEFORE_START: (
        "{column} is not after the start. Correct one of the two times.",
        "{column} आरंभ के बाद नहीं है। दोनों में से एक समय ठीक करें।",
    ),
    RowProblem.CAPACITY_NOT_POSITIVE: (
        "{column} must be at least 1. Write the seats.",
        "{column} कम से कम 1 होनी चाहिए। सीटें लिखें।",
    ),
    RowProblem.CAPACITY_ABSURD: (
        "{column} is over 5,000, more than one session can serve. Check the number.",
        "{column} 5,000 से अधिक है, जो एक सत्र में संभव नहीं। संख्या जाँचें।",
    ),
    RowProblem.PERCENT_OUT_OF_RANGE: (
        "{column} is not from 0 to 100. Correct it.",
        "{column} 0 से 100 के बीच नहीं है। ठीक करें।",
    ),
    RowProblem.DOSE_UNKNOWN: (
        "{column} is not 1, 2 or any. Write one of these.",
        "{column} 1, 2 या any नहीं है। इनमें से एक लिखें।",
    ),
    RowProblem.VACCINE_UNKNOWN: (
        "{column} is too long for a vaccine's name. Correct it.",
        "{column} टीके के नाम के लिए बहुत लंबा है। ठीक करें।",
    ),
    RowProblem.TOO_MANY_CELLS: (
        "The row has more cells than the header, after {column}: most likely a comma without quotation marks. Quote the cell.",
        "पंक्ति में शीर्षक से अधिक सेल हैं, {column} के बाद: संभवतः बिना उद्धरण-चिह्न का अल्पविराम। सेल को उद्धरण-चिह्नों में रखें।",
    ),
    RowProblem.CELL_TOO_LONG: (
        "{column} holds more than 2,000 characters. Shorten it.",
        "{column} में 2,000 से अधिक अक्षर हैं। छोटा करें।",
    ),
    RowProblem.NOT_TEXT: (
        "{column} holds signs that are not text (such as NUL). Type the cell again.",
        "{column} में ऐसे चिह्न हैं जो पाठ नहीं हैं (जैसे NUL)। सेल फिर से लिखें।",
    ),
    RowProblem.FORMULA: (
        "{column} holds a formula and not its result. Copy the column and paste it as values.",
        "{column} में परिणाम के बजाय सूत्र है। स्तंभ कॉपी करके 'values' के रूप में पेस्ट करें।",
    ),
    RowProblem.MERGED_CELL: (
        "{column} is merged with another cell. Unmerge it and fill in every row.",
        "{column} दूसरे सेल से जुड़ा हुआ है। उसे अलग करें और हर पंक्ति भरें।",
    ),
    RowProblem.SPREADSHEET_ERROR: (
        "{column} holds a spreadsheet error such as #REF!. Write the value.",
        "{column} में स्प्रेडशीट की त्रुटि है, जैसे #REF!। मान लिखें।",
    ),
}
HELD_WORDS: dict[HeldFor, tuple[str, str]] = {
    HeldFor.DIFFERS_WITHIN_FILE: (
        "Row {other_row} of this file is the same person with other details. Choose one of the rows.",
        "इसी फ़ाइल की पंक्ति {other_row} में यही व्यक्ति अलग विवरण के साथ है। एक पंक्ति चुनें।",
    ),
    HeldFor.CLAIMED_BY_ANOTHER_ROSTER: (
        "The roster {other_file} says that this person is posted at {other_posting}; this one says {posting}. Choose one.",
        "सूची {other_file} के अनुसार यह व्यक्ति {other_posting} में है; इस सूची के अनुसार {posting} में। एक चुनें।",
    ),
    HeldFor.ANOTHER_PERSON_UNDER_THIS_KEY: (
        "Another name and birth year are already registered under this employee or identity number. Check the number.",
        "इस कर्मचारी या पहचान संख्या पर दूसरा नाम और जन्म वर्ष पहले से दर्ज है। संख्या जाँचें।",
    ),
    HeldFor.CAPACITY_BELOW_TAKEN: (
        "{taken} people already hold a seat in this session, more than the new capacity. Move them first.",
        "इस सत्र में {taken} लोगों की सीट पहले से है, जो नई क्षमता से अधिक है। पहले उन्हें दूसरे सत्र में रखें।",
    ),
    HeldFor.SEATS_NEED_A_SECOND: (
        "{taken} people have a place in session {code}, and the file gives it more seats than were planned. "
        "Ask for the seats on the session's page: a second officer gives them.",
        "सत्र {code} में {taken} लोगों का स्थान है, और फ़ाइल में नियोजित से अधिक सीटें हैं। सीटों का अनुरोध सत्र के पृष्ठ पर करें: "
        "दूसरा अधिकारी उन्हें देगा।",
    ),
    HeldFor.APPOINTMENTS_WOULD_MOVE: (
        "{taken} people already hold a seat in this session, and its site, date, time, dose or vaccine would change.",
        "इस सत्र में {taken} लोगों की सीट पहले से है, और स्थल, तिथि, समय, खुराक या टीका बदल जाता।",
    ),
    HeldFor.SESSION_CANCELLED: (
        "This session was cancelled. Use a new code.",
        "यह सत्र रद्द हो चुका है। नया कोड दें।",
    ),
}


def problem_sentence(problem: RowProblem, *, row: int, header: str, language: str = "en") -> str:
    """Row, column, what is wrong and what to do."""
    words = ROW_PROBLEM_WORDS[problem][1 if language == "hi" else 0].format(column=f"'{header}'")
    return f"पंक्ति {row}: {words}" if language == "hi" else f"Row {row}: {words}"


def held_sentence(why: HeldFor, *, row: int, facts: dict[str, str | int], language: str = "en") -> str:
    """Row, why it waits, and between what to choose."""
    words = HELD_WORDS[why][1 if language == "hi" else 0].format(**facts)
    return f"पंक्ति {row}: {words}" if language == "hi" else f"Row {row}: {words}"
