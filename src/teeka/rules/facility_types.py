"""What the types of facilities are called in both languages; which there are, row_checks/facilities says."""

# code: (english, hindi)
FACILITY_TYPE_WORDS: dict[str, tuple[str, str]] = {
    "MCH": ("Medical college hospital", "मेडिकल कॉलेज अस्पताल"),
    "DH": ("District hospital", "ज़िला अस्पताल"),
    "SDH": ("Sub-divisional hospital", "अनुमंडलीय अस्पताल"),
    "RH": ("Referral hospital", "रेफ़रल अस्पताल"),
    "CHC": ("Community health centre", "सामुदायिक स्वास्थ्य केंद्र"),
    "PHC": ("Primary health centre", "प्राथमिक स्वास्थ्य केंद्र"),
    "APHC": ("Additional primary health centre", "अतिरिक्त प्राथमिक स्वास्थ्य केंद्र"),
    "UPHC": ("Urban primary health centre", "शहरी प्राथमिक स्वास्थ्य केंद्र"),
    "HSC": ("Health sub-centre", "स्वास्थ्य उपकेंद्र"),
    "HWC": ("Health and wellness centre", "हेल्थ एंड वेलनेस सेंटर"),
    "HOSP": ("Other hospital", "अन्य अस्पताल"),
    "OTHER": ("Other place", "अन्य स्थान"),
}
