"""The words people of Bihar use for kinds of facilities, in both scripts; the sample's own."""
# ruff: noqa: E501

OFFICIAL_TYPE = {
    "MCH": "{} Medical College and Hospital", "DH": "Sadar Hospital {}", "SDH": "Sub Divisional Hospital {}",
    "RH": "Referral Hospital {}", "CHC": "CHC {}", "PHC": "PHC {}", "APHC": "APHC {}", "UPHC": "UPHC {}",
    "HSC": "HSC {}", "HWC": "HWC {}", "HOSP": "{} Hospital",
}  # fmt: skip
HINDI_TYPE = {
    "MCH": "{} चिकित्सा महाविद्यालय अस्पताल", "DH": "सदर अस्पताल {}", "SDH": "अनुमंडलीय अस्पताल {}",
    "RH": "रेफरल अस्पताल {}", "CHC": "सामुदायिक स्वास्थ्य केंद्र {}", "PHC": "प्राथमिक स्वास्थ्य केंद्र {}",
    "APHC": "अतिरिक्त प्राथमिक स्वास्थ्य केंद्र {}", "UPHC": "शहरी प्राथमिक स्वास्थ्य केंद्र {}",
    "HSC": "स्वास्थ्य उपकेंद्र {}", "HWC": "हेल्थ एंड वेलनेस सेंटर {}", "HOSP": "{} अस्पताल",
}  # fmt: skip
ABBREVIATED = {
    "MCH": ["{} MCH", "{} Med. College", "Medical College {}", "{} Medical College Hosp."],
    "DH": ["Sadar Hosp. {}", "DH {}", "District Hospital {}", "Sadar Hospital, {}", "{} Sadar Hospital", "S.H. {}"],
    "SDH": ["SDH {}", "S.D.H. {}", "{} SDH", "Anumandal Hospital {}", "Sub-Div. Hosp {}", "Subdivisional Hospital {}"],
    "RH": ["RH {}", "{} Referral Hosp.", "Ref. Hospital {}", "Referal Hospital {}", "{} RH"],
    "CHC": ["C.H.C. {}", "{} CHC", "Community Health Centre {}", "Comm. Health Center {}", "CHC-{}"],
    "PHC": ["P.H.C. {}", "{} PHC", "Primary Health Centre {}", "Primary Health Center, {}", "PHC-{}", "Pry Health Centre {}"],
    "APHC": ["A.P.H.C. {}", "{} APHC", "Addl. PHC {}", "Additional PHC {}", "Add PHC {}", "Additional Primary Health Centre {}"],
    "UPHC": ["U.P.H.C. {}", "{} UPHC", "Urban PHC {}", "Urban Health Centre {}", "UPHC, {}"],
    "HSC": ["H.S.C. {}", "{} HSC", "Sub Centre {}", "Health Sub Center {}", "Sub-centre {}", "SC {}"],
    "HWC": ["{} HWC", "Health & Wellness Centre {}", "H&WC {}", "HWC-{}", "Wellness Center {}"],
    "HOSP": ["{}", "{} Hosp", "{} Hosp.", "{} hospital pvt ltd", "{} Hospital & Research"],
}  # fmt: skip
HINDI_SHORT = {
    "MCH": ["{} मेडिकल कॉलेज", "मेडिकल कालेज {}", "{} मेडिकल कॉलेज अस्पताल"],
    "DH": ["सदर अस्पताल, {}", "{} सदर अस्पताल", "जिला अस्पताल {}", "सदर हॉस्पिटल {}"],
    "SDH": ["अनुमंडल अस्पताल {}", "अनु० अस्पताल {}", "एसडीएच {}"],
    "RH": ["रेफरल हॉस्पिटल {}", "{} रेफरल अस्पताल", "रेफ़रल अस्पताल {}"],
    "CHC": ["सीएचसी {}", "सा.स्वा.केंद्र {}", "सामु० स्वा० केन्द्र {}", "{} सीएचसी"],
    "PHC": ["पीएचसी {}", "प्रा.स्वा.केन्द्र {}", "प्रा० स्वा० केंद्र {}", "{} प्रा.स्वा.केन्द्र", "प्राथमिक स्वास्थ्य केन्द्र {}"],
    "APHC": ["एपीएचसी {}", "अति० प्रा० स्वा० केंद्र {}", "अति.प्रा.स्वा.केन्द्र {}", "{} एपीएचसी"],
    "UPHC": ["यूपीएचसी {}", "शहरी प्रा.स्वा.केन्द्र {}", "शहरी स्वास्थ्य केंद्र {}"],
    "HSC": ["उपकेंद्र {}", "स्वास्थ्य उप केन्द्र {}", "एचएससी {}", "उप स्वास्थ्य केंद्र {}"],
    "HWC": ["एचडब्ल्यूसी {}", "हेल्थ वेलनेस सेंटर {}", "स्वास्थ्य एवं कल्याण केंद्र {}"],
    "HOSP": ["{} हॉस्पिटल", "{}", "{} अस्प०"],
}  # fmt: skip
NAMED_FOR = [
    ("Sharda", "शारदा"), ("Jeevan Jyoti", "जीवन ज्योति"), ("Sanjeevani", "संजीवनी"), ("Maa Durga", "मां दुर्गा"),
    ("Asha Deep", "आशा दीप"), ("Shri Ram", "श्री राम"), ("Arogya", "आरोग्य"), ("Lifeline", "लाइफलाइन"),
    ("Nav Jeevan", "नव जीवन"), ("Al Hira", "अल हीरा"), ("Mahavir", "महावीर"), ("Buddha", "बुद्ध"),
    ("Popular", "पॉपुलर"), ("Sewa Sadan", "सेवा सदन"), ("Kalyan", "कल्याण"), ("Surya", "सूर्या"),
]  # fmt: skip
# designation, category, share; by the size of the facility
WORKS: list[tuple[str, str, float]] = [
    ("ASHA", "Frontline health and ICDS workers", 0.26),
    ("Anganwadi Sevika", "Frontline health and ICDS workers", 0.16),
    ("ANM", "Nurses and supervisors", 0.14),
    ("GNM", "Nurses and supervisors", 0.08),
    ("Staff Nurse", "Nurses and supervisors", 0.04),
    ("Medical Officer", "Medical officers", 0.06),
    ("Lab Technician", "Paramedical staff", 0.06),
    ("Pharmacist", "Paramedical staff", 0.04),
    ("Safai Karmi", "Support staff", 0.06),
    ("Ambulance Driver", "Support staff", 0.02),
    ("Nursing Student", "Students", 0.02),
    ("Data Entry Operator", "Clerical and administrative staff", 0.03),
    ("Clerk", "Clerical and administrative staff", 0.02),
    ("Research Assistant", "Scientists and research staff", 0.002),
    ("Guard", "Other health staff", 0.008),
]
