"""What can be wrong with a folder of lists, and the sentence for it: what happened and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    NO_MANIFEST = "no_manifest"
    MANIFEST_UNREADABLE = "manifest_unreadable"
    MANIFEST_FORGED = "manifest_forged"
    OLD_MANIFEST = "old_manifest"
    OTHER_KEY = "other_key"
    KEY_ENDED = "key_ended"
    ENTRY_FORGED = "entry_forged"
    VERSION_FORGED = "version_forged"
    MISSING = "missing"
    CHANGED = "changed"
    NOT_OURS = "not_ours"
    OLD_FILE = "old_file"
    NEWER_FILE = "newer_file"
    NOT_PUBLISHED = "not_published"
    OTHER_VERSION = "other_version"
    OTHER_ROWS = "other_rows"
    OTHER_RECORD = "other_record"


AGAIN = "take a fresh copy; at the office run `teeka lists`"
AGAIN_HI = "नई प्रति लें; कार्यालय में `teeka lists` चलाएँ"

# What is wrong, and what to do: (english, hindi), with the path put in front.
FAULT_WORDS = {
    Fault.NO_MANIFEST: (
        f"with its signature is not there, so nothing can be checked: {AGAIN}",
        f"हस्ताक्षर सहित यहाँ नहीं है, इसलिए कुछ जाँचा नहीं जा सकता: {AGAIN_HI}",
    ),
    Fault.MANIFEST_UNREADABLE: (
        f"cannot be read, so nothing can be checked: delete it and {AGAIN}",
        f"पढ़ा नहीं जा सकता, इसलिए कुछ जाँचा नहीं जा सकता: इसे हटाएँ और {AGAIN_HI}",
    ),
    Fault.MANIFEST_FORGED: (
        f"is not what was signed: somebody or the disk changed it; {AGAIN}",
        f"वह नहीं है जिस पर हस्ताक्षर हुआ था: किसी ने या डिस्क ने इसे बदला है; {AGAIN_HI}",
    ),
    Fault.OLD_MANIFEST: (
        f"is older than another that is known: an older one was put back; {AGAIN}",
        f"एक ज्ञात सूची-पत्र से पुराना है: पुराना वापस रखा गया है; {AGAIN_HI}",
    ),
    Fault.OTHER_KEY: (
        "was signed with a key that yours does not vouch for: compare the key's fingerprint with the office "
        "by telephone, and trust nothing here until they agree",
        "ऐसी कुंजी से हस्ताक्षरित है जिसकी आपकी कुंजी पुष्टि नहीं करती: फ़ोन पर कार्यालय से कुंजी का फ़िंगरप्रिंट मिलाएँ, "
        "मिलने तक यहाँ किसी चीज़ पर भरोसा न करें",
    ),
    Fault.KEY_ENDED: (
        "was signed with a key after that key had ended: whoever has the old key may have forged it; "
        "ask the office",
        "पर ऐसी कुंजी से हस्ताक्षर है जो पहले ही समाप्त हो चुकी थी: पुरानी कुंजी वाले ने जालसाज़ी की हो सकती है; "
        "कार्यालय से पूछें",
    ),
    Fault.ENTRY_FORGED: (
        f"has an entry in the manifest that nobody of ours signed: do not use the file; {AGAIN}",
        f"की सूची-पत्र प्रविष्टि पर हमारा हस्ताक्षर नहीं है: फ़ाइल का उपयोग न करें; {AGAIN_HI}",
    ),
    Fault.VERSION_FORGED: (
        f"names a version whose signature is wrong: do not use the file; {AGAIN}",
        f"ऐसे संस्करण का नाम लेता है जिसका हस्ताक्षर ग़लत है: फ़ाइल का उपयोग न करें; {AGAIN_HI}",
    ),
    Fault.MISSING: (f"is not there: {AGAIN}", f"यहाँ नहीं है: {AGAIN_HI}"),
    Fault.CHANGED: (
        f"is not what was written: somebody or the disk changed it; {AGAIN}",
        f"वह नहीं है जो लिखा गया था: किसी ने या डिस्क ने इसे बदला है; {AGAIN_HI}",
    ),
    Fault.NOT_OURS: (
        "is not in the manifest: find out who put it there, then delete it",
        "सूची-पत्र में नहीं है: पता करें किसने रखा, फिर हटाएँ",
    ),
    Fault.OLD_FILE: (
        f"is whole, but of an older version than the manifest names: do not use it; {AGAIN}",
        f"सही है, पर सूची-पत्र में लिखे संस्करण से पुराना है: इसका उपयोग न करें; {AGAIN_HI}",
    ),
    Fault.NEWER_FILE: (
        f"is whole, and newer than manifest.json says, which was put back: {AGAIN}",
        f"सही है और manifest.json से नया है, जो पुराना वापस रखा गया है: {AGAIN_HI}",
    ),
    Fault.NOT_PUBLISHED: (
        "names a list that was never published; run `teeka lists`",
        "ऐसी सूची का नाम लेता है जो प्रकाशित नहीं हुई; `teeka lists` चलाएँ",
    ),
    Fault.OTHER_VERSION: (
        "has another version or hash in the manifest than was published; run `teeka lists`",
        "का संस्करण या हैश प्रकाशित सूची से अलग है; `teeka lists` चलाएँ",
    ),
    Fault.OTHER_ROWS: (
        "has another number of names in the manifest than was published; run `teeka lists`",
        "में नामों की संख्या प्रकाशित सूची से अलग है; `teeka lists` चलाएँ",
    ),
    Fault.OTHER_RECORD: (
        "has another hash than when it was written and read back: file and manifest were both changed",
        "का हैश लिखते समय के हैश से अलग है: फ़ाइल और सूची-पत्र दोनों बदले गए",
    ),
}


@dataclass(frozen=True, slots=True)
class ListFault:
    path: str
    fault: Fault

    def sentence(self, language: str = "en") -> str:
        is_hindi = language == "hi"
        return f"{self.path} {FAULT_WORDS[self.fault][is_hindi]}{'।' if is_hindi else '.'}"
