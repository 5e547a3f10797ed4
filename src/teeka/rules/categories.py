"""Which category of the campaign's people a text names: the nine of health workers, or a later cohort."""
# ruff: noqa: E501

from teeka.shared.text import fold_words

# fmt: off
HEALTH_WORKER_CATEGORIES = (
    "frontline_icds", "nurse_supervisor", "medical_officer", "paramedical", "support",
    "student", "scientist", "clerical", "other_health",
)
LATER_COHORTS = ("frontline_worker", "60_plus", "45_comorbid", "45_plus", "18_plus", "15_17")
# code: (english, hindi)
CATEGORY_WORDS: dict[str, tuple[str, str]] = {
    "frontline_icds": ("Frontline health and ICDS workers", "अग्रिम पंक्ति स्वास्थ्य एवं आईसीडीएस कर्मी"),
    "nurse_supervisor": ("Nurses and supervisors", "नर्स एवं पर्यवेक्षक"),
    "medical_officer": ("Medical officers", "चिकित्सा पदाधिकारी"),
    "paramedical": ("Paramedical staff", "पारा मेडिकल कर्मी"),
    "support": ("Support staff", "सहायक कर्मी"),
    "student": ("Students", "विद्यार्थी"),
    "scientist": ("Scientists and research staff", "वैज्ञानिक एवं शोध कर्मी"),
    "clerical": ("Clerical and administrative staff", "लिपिकीय एवं प्रशासनिक कर्मी"),
    "other_health": ("Other health staff", "अन्य स्वास्थ्य कर्मी"),
    "frontline_worker": ("Frontline workers (police, municipal, armed forces)", "अग्रिम पंक्ति कर्मी (पुलिस, नगर निकाय, सशस्त्र बल)"),
    "60_plus": ("60 and above", "60 वर्ष और अधिक"),
    "45_comorbid": ("45 and above with comorbidity", "45 वर्ष और अधिक, सह-रुग्णता सहित"),
    "45_plus": ("45 and above", "45 वर्ष और अधिक"),
    "18_plus": ("18 and above", "18 वर्ष और अधिक"),
    "15_17": ("15 to 17", "15 से 17 वर्ष"),
}
_SYNONYMS = {
    "frontline_icds": "frontline health worker, frontline health workers, frontline health and icds, frontline health icds workers, "
    "flhw, flhw icds, icds, icds worker, icds workers, asha, asha worker, asha facilitator, aww, anganwadi worker, anganwadi, "
    "anganwadi helper, awh, sahiya, frontline, आशा, आशा कार्यकर्ता, आंगनवाड़ी, आंगनबाड़ी, आंगनवाड़ी सेविका, आंगनबाड़ी सेविका, सेविका, सहायिका",
    "nurse_supervisor": "nurses, nurse, nurse and supervisor, nurses supervisors, nurse supervisor, staff nurse, anm, gnm, anm gnm, "
    "nursing, nursing staff, supervisor, supervisors, lhv, nursing officer, sister, नर्स, एएनएम, जीएनएम, ए एन एम, पर्यवेक्षक, परिचारिका, स्टाफ नर्स",
    "medical_officer": "medical officers, doctor, doctors, mo, moic, physician, medical officer in charge, specialist, ayush doctor, dentist, "
    "चिकित्सक, डॉक्टर, चिकित्सा पदाधिकारी, चिकित्सा अधिकारी",
    "paramedical": "paramedical staff, paramedics, paramedic, para medical, para medical staff, pharmacist, lab technician, laboratory technician, "
    "technician, radiographer, ot assistant, physiotherapist, पारा मेडिकल, पारामेडिकल, फार्मासिस्ट, लैब टेक्नीशियन",
    "support": "support staff, supporting staff, class iv, group d, ward boy, ward attendant, attendant, sweeper, cleaner, guard, security guard, "
    "security, driver, ambulance driver, cook, housekeeping, sanitation, sanitation worker, सहायक कर्मी, सहायक, सफाई कर्मी, चालक, वार्ड बॉय",
    "student": "students, medical student, nursing student, intern, interns, mbbs student, medical students, विद्यार्थी, छात्र, छात्रा, इंटर्न",
    "scientist": "scientists, scientist and research staff, scientists research staff, scientists and research, research staff, research, researcher, "
    "वैज्ञानिक, शोधकर्ता",
    "clerical": "clerical staff, clerical and administrative staff, clerical administrative staff, clerical and administrative, administrative, "
    "administrative staff, admin staff, admin, clerk, accountant, data entry operator, deo, office staff, लिपिक, प्रशासनिक, लिपिकीय, "
    "डाटा एंट्री ऑपरेटर",
    "other_health": "other health staff, other, others, other staff, other health workers, other health worker, अन्य, अन्य स्वास्थ्य कर्मी",
    "frontline_worker": "frontline workers, flw, police, municipal, armed forces, police personnel, municipal worker, पुलिस, नगर निकाय",
    "60_plus": "60+, 60 plus, above 60, 60 and above, senior citizen",
    "45_comorbid": "45 59 with comorbidity, 45 with comorbidity, comorbid, 45+ comorbid, 45 comorbidity",
    "45_plus": "45+, 45 plus, above 45, 45 and above",
    "18_plus": "18+, 18 plus, above 18, 18 and above, 18 44",
    "15_17": "15 to 17, 15-17",
}
# fmt: on


def _key(text: str) -> str:
    return fold_words(text.replace("&", " ").replace("+", " plus ")).replace("and ", "").replace("\u093c", "")


_KNOWN = {
    _key(word): code
    for code in CATEGORY_WORDS
    for word in (code, code.replace("_", " "), *CATEGORY_WORDS[code])
}
for _code, _words in _SYNONYMS.items():
    for _word in _words.split(","):
        _KNOWN.setdefault(_key(_word), _code)


def read_category(text: str) -> str | None:
    """The category's code, or None when the text names none that is known."""
    return _KNOWN.get(_key(text))
