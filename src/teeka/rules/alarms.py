"""Which counts need somebody, how urgently, and the words for each."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    URGENT = "urgent"  # somebody is not told in time unless a person acts
    OPEN = "open"  # a person must decide something
    NOTE = "note"  # to be known


class Alarm(StrEnum):
    PROMISE_BREAKS = "promise_breaks"
    PEOPLE_TO_CALL = "people_to_call"
    NOT_FROZEN_IN_TIME = "not_frozen_in_time"
    CANNOT_BE_SENT = "cannot_be_sent"
    PACKS_WAIT = "packs_wait"
    LIST_NOT_SEEN = "list_not_seen"
    PLACE_FAILS = "place_fails"
    DISK_NEARLY_FULL = "disk_nearly_full"
    ROUTE_FAULTY = "route_faulty"
    STEP_FAILS = "step_fails"
    NOT_RESOLVED = "not_resolved"
    NOT_YET_ALLOTTED = "not_yet_allotted"
    NOT_ON_A_LIST = "not_on_a_list"
    PACKS_MISSING = "packs_missing"
    POSTINGS_TO_SETTLE = "postings_to_settle"
    UNPLACED = "unplaced"
    ROWS_REJECTED = "rows_rejected"
    ROWS_HELD = "rows_held"
    DUPLICATES_TO_SETTLE = "duplicates_to_settle"
    COPIES_ON_ONE_DISK = "copies_on_one_disk"
    SILENT_FACILITIES = "silent_facilities"
    POSSIBLE_DUPLICATES = "possible_duplicates"
    REHEARSAL = "rehearsal"


SEVERITY: dict[Alarm, Severity] = {
    Alarm.PROMISE_BREAKS: Severity.URGENT,
    Alarm.PEOPLE_TO_CALL: Severity.URGENT,
    Alarm.NOT_FROZEN_IN_TIME: Severity.URGENT,
    Alarm.CANNOT_BE_SENT: Severity.URGENT,
    Alarm.PACKS_WAIT: Severity.URGENT,
    Alarm.LIST_NOT_SEEN: Severity.URGENT,
    Alarm.PLACE_FAILS: Severity.URGENT,
    Alarm.DISK_NEARLY_FULL: Severity.URGENT,
    Alarm.ROUTE_FAULTY: Severity.URGENT,
    Alarm.STEP_FAILS: Severity.URGENT,
    Alarm.COPIES_ON_ONE_DISK: Severity.NOTE,
    Alarm.SILENT_FACILITIES: Severity.NOTE,
    Alarm.POSSIBLE_DUPLICATES: Severity.NOTE,
    Alarm.REHEARSAL: Severity.NOTE,
}

ALARM_WORDS: dict[Alarm, tuple[str, str]] = {
    Alarm.PROMISE_BREAKS: (
        "{count} people are not told and the promised hour is less than an hour away or past: ring them now.",
        "{count} लोगों को नहीं बताया गया और वादे का समय एक घंटे से कम दूर या बीत चुका है: अभी फ़ोन करें।",
    ),
    Alarm.PEOPLE_TO_CALL: (
        "{count} people have no delivered message and nobody has told them: ring them (call sheet).",
        "{count} लोगों तक न संदेश पहुँचा, न किसी ने उन्हें बताया: उन्हें फ़ोन करें (फ़ोन सूची)।",
    ),
    Alarm.NOT_FROZEN_IN_TIME: (
        "{count} sessions with people begin within 36 hours and have no published list: run `teeka freeze`.",
        "{count} सत्र 36 घंटे में शुरू होंगे और उनकी सूची प्रकाशित नहीं है: `teeka freeze` चलाएँ।",
    ),
    Alarm.CANNOT_BE_SENT: (
        "{count} matters stand in the way of sending what is planned: `teeka campaign check` names them.",
        "तय संदेश भेजने में {count} बाधाएँ हैं: `teeka campaign check` उन्हें बताता है।",
    ),
    Alarm.PACKS_WAIT: (
        "The notices of {count} sessions wait for packs that lie in too few places (`teeka launch list`).",
        "{count} सत्रों की सूचनाएँ रुकी हैं: उनके पैक अभी पर्याप्त स्थानों पर नहीं हैं (`teeka launch list`)।",
    ),
    Alarm.LIST_NOT_SEEN: (
        "{count} sessions begin within 20 hours and nobody in charge has said that they have the newest "
        "list: ring them; the session's page has a link for them.",
        "{count} सत्र 20 घंटे में शुरू होंगे और प्रभारी ने नई सूची मिलने की सूचना नहीं दी: उन्हें फ़ोन करें; लिंक सत्र के पृष्ठ पर है।",
    ),
    Alarm.PLACE_FAILS: (
        "{count} places that keep copies of the lists do not work: `teeka place list` says why.",
        "सूचियों की प्रतियाँ रखने वाले {count} स्थान काम नहीं कर रहे: `teeka place list` कारण बताता है।",
    ),
    Alarm.DISK_NEARLY_FULL: (
        "Only {count} MB are free on the disk of this installation: make room before anything stops.",
        "इस मशीन की डिस्क पर केवल {count} MB खाली है: काम रुकने से पहले जगह बनाएँ।",
    ),
    Alarm.ROUTE_FAULTY: (
        "{count} routes to an SMS provider failed within the last hour; sending goes on as far as it can.",
        "पिछले एक घंटे में {count} एसएमएस मार्ग विफल रहे; जितना हो सके भेजना जारी है।",
    ),
    Alarm.STEP_FAILS: (
        "{count} steps of the background work fail again and again: the worker's log names them, tell who "
        "looks after this installation. All other steps go on.",
        "पीछे चलने वाले काम के {count} चरण बार-बार विफल हो रहे हैं: वर्कर के लॉग में उनके नाम हैं, इस प्रणाली के "
        "देखभालकर्ता को बताएँ। बाकी चरण चल रहे हैं।",
    ),
    Alarm.NOT_RESOLVED: (
        "{count} posting texts were not looked at yet: run `teeka resolve`.",
        "{count} पदस्थापन लेख अभी नहीं देखे गए: `teeka resolve` चलाएँ।",
    ),
    Alarm.NOT_YET_ALLOTTED: (
        "{count} people wait for the next allotment: run `teeka allot`.",
        "{count} लोग अगले आवंटन की प्रतीक्षा में हैं: `teeka allot` चलाएँ।",
    ),
    Alarm.NOT_ON_A_LIST: (
        "{count} people have a place that no published list names: run `teeka freeze`.",
        "{count} लोगों का स्थान किसी प्रकाशित सूची में नहीं है: `teeka freeze` चलाएँ।",
    ),
    Alarm.PACKS_MISSING: (
        "{count} published lists do not lie, read back, in enough places yet: run `teeka lists`.",
        "{count} प्रकाशित सूचियाँ अभी पर्याप्त स्थानों पर लिखी और जाँची नहीं गईं: `teeka lists` चलाएँ।",
    ),
    Alarm.POSTINGS_TO_SETTLE: (
        "{count} posting texts wait for a person to say which facility is meant.",
        "{count} पदस्थापन लेख लंबित हैं: किसी को बताना है कि वे किस संस्थान के हैं।",
    ),
    Alarm.UNPLACED: (
        "{count} people have no place; `teeka explain` says why, and what would change it.",
        "{count} लोगों का स्थान नहीं है; `teeka explain` बताता है क्यों, और क्या बदलने से मिलेगा।",
    ),
    Alarm.ROWS_REJECTED: (
        "{count} rows were rejected: correct them in the rejected-rows file and upload it again.",
        "{count} पंक्तियाँ अस्वीकृत हुईं: अस्वीकृत पंक्तियों की फ़ाइल में सुधारकर फिर अपलोड करें।",
    ),
    Alarm.ROWS_HELD: (
        "{count} rows are held until a person decides on them.",
        "{count} पंक्तियाँ किसी के निर्णय की प्रतीक्षा में हैं।",
    ),
    Alarm.DUPLICATES_TO_SETTLE: (
        "{count} pairs of registrations may be one person: somebody must look.",
        "पंजीकरणों के {count} जोड़े शायद एक ही व्यक्ति के हैं: किसी को जाँच करनी है।",
    ),
    Alarm.COPIES_ON_ONE_DISK: (
        "All {count} places of the lists are on one disk: add one elsewhere with `teeka place add`.",
        "सूचियों के सभी {count} स्थान एक ही डिस्क पर हैं: `teeka place add` से दूसरी जगह जोड़ें।",
    ),
    Alarm.SILENT_FACILITIES: (
        "{count} facilities that expect workers have sent nobody.",
        "{count} संस्थानों ने, जहाँ कर्मचारी अपेक्षित हैं, किसी का नाम नहीं भेजा।",
    ),
    Alarm.POSSIBLE_DUPLICATES: (
        "{count} people may have got the same message twice.",
        "{count} लोगों को शायद एक ही संदेश दो बार मिला।",
    ),
    Alarm.REHEARSAL: (
        "Rehearsal: no message leaves this machine. Configure a route to an SMS provider to change that.",
        "पूर्वाभ्यास: कोई संदेश इस मशीन से बाहर नहीं जाता। बदलने के लिए एसएमएस मार्ग जोड़ें।",
    ),
}


@dataclass(frozen=True, slots=True)
class Raised:
    """An alarm that a count has raised, in both languages."""

    alarm: Alarm
    count: int

    @property
    def severity(self) -> Severity:
        return SEVERITY.get(self.alarm, Severity.OPEN)

    def text(self, language: str) -> str:
        return ALARM_WORDS[self.alarm][language == "hi"].format(count=f"{self.count:,}")


def raised(counts: dict[Alarm, int]) -> list[Raised]:
    """The alarms of what is not 0, in the order in which they are listed: the urgent ones first."""
    return [Raised(alarm, counts[alarm]) for alarm in Alarm if counts.get(alarm, 0) > 0]
