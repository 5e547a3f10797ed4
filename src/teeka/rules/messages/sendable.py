"""Whether what a campaign says can be sent, and in time: known when it is planned, not the night before.

The operators drop a text that they have not approved, or that comes without its ids. A name that fits no
registered text sends its people to the call sheet. A route that is too slow tells nobody in time.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from teeka.rules.messages.hours import SendingHours
from teeka.rules.messages.invitation import Place, site_in_message
from teeka.rules.messages.templates import TemplateText

NAMED_AT_MOST = 5  # a sentence with a hundred names is not read
BETWEEN = "; "


class Obstacle(StrEnum):
    NOT_APPROVED = "not_approved"
    NOT_APPROVED_ON_ROUTE = "not_approved_on_route"
    APPROVAL_OVER = "approval_over"
    IDS_MISSING = "ids_missing"
    ANSWER_NUMBER_OFF = "answer_number_off"
    APPROVAL_ENDS = "approval_ends"
    SITE_DOES_NOT_FIT = "site_does_not_fit"
    TOO_MANY_TO_TELL = "too_many_to_tell"
    TOO_MANY_REMINDERS = "too_many_reminders"


# Of these nothing is sent; of the others less than is owed, and somebody must know in time.
STOPS_SENDING = frozenset(
    {
        Obstacle.NOT_APPROVED,
        Obstacle.NOT_APPROVED_ON_ROUTE,
        Obstacle.APPROVAL_OVER,
        Obstacle.IDS_MISSING,
        Obstacle.ANSWER_NUMBER_OFF,
    }
)
OBSTACLE_WORDS: dict[Obstacle, tuple[str, str]] = {
    Obstacle.NOT_APPROVED: (
        "The operators would drop these texts, for they are not approved yet: {texts}. Record their approval "
        "with `teeka route approve`.",
        "ऑपरेटर ये संदेश गिरा देंगे, क्योंकि वे अभी स्वीकृत नहीं हैं: {texts}। `teeka route approve` से स्वीकृति दर्ज करें।",
    ),
    Obstacle.NOT_APPROVED_ON_ROUTE: (
        "These texts are approved on other routes and not on {route}, which carries none of them: {texts}. "
        "Record their approval with `teeka route approve --route {route}`, or switch the route off.",
        "ये संदेश दूसरे मार्गों पर स्वीकृत हैं, {route} पर नहीं, इसलिए उससे नहीं जाएँगे: {texts}। "
        "`teeka route approve --route {route}` से स्वीकृति दर्ज करें, या मार्ग बंद करें।",
    ),
    Obstacle.APPROVAL_OVER: (
        "The operators' approval of these texts is over: {texts}. Renew it with them, then record it with "
        "`teeka route approve --until`.",
        "इन संदेशों की स्वीकृति की अवधि बीत गई: {texts}। ऑपरेटर से नवीनीकरण कराएँ, फिर "
        "`teeka route approve --until` से दर्ज करें।",
    ),
    Obstacle.IDS_MISSING: (
        "Route {route} hands over {ids} with each message, and these texts have none: {texts}. Record them "
        "with `teeka route approve`.",
        "मार्ग {route} हर संदेश के साथ {ids} सौंपता है, और इन संदेशों में वह नहीं है: {texts}। "
        "`teeka route approve` से दर्ज करें।",
    ),
    Obstacle.ANSWER_NUMBER_OFF: (
        "These texts ask people to answer to a number that is not on: {texts}. Switch it on with `teeka "
        "answers line`, or have texts approved that name the right one.",
        "ये संदेश ऐसे नंबर पर उत्तर माँगते हैं जो चालू नहीं है: {texts}। `teeka answers line` से उसे चालू "
        "करें, या सही नंबर वाले संदेश स्वीकृत कराएँ।",
    ),
    Obstacle.APPROVAL_ENDS: (
        "The approval of these texts ends on {day}, before the last session: {texts}. Renew it in time, and "
        "record it with `teeka route approve --until`.",
        "इन संदेशों की स्वीकृति {day} को, अंतिम सत्र से पहले, समाप्त होगी: {texts}। समय पर नवीनीकरण कराएँ और "
        "`teeka route approve --until` से दर्ज करें।",
    ),
    Obstacle.SITE_DOES_NOT_FIT: (
        "The names of these sites fit into no registered text, so their people would have to be called: "
        "{sites}. Correct the message name in the list of facilities.",
        "इन स्थलों के नाम किसी पंजीकृत संदेश में नहीं आते, इसलिए वहाँ के लोगों को फ़ोन करना पड़ेगा: {sites}। "
        "संस्थानों की सूची में संदेश वाला नाम सुधारें।",
    ),
    Obstacle.TOO_MANY_TO_TELL: (
        "{count} messages must have left by {by}, and {rate} a second carry only {can} until then inside "
        "the sending hours. Raise a route's rate or add another (`teeka route add`), or publish the lists "
        "earlier.",
        "{by} तक {count} संदेश जाने चाहिए, और भेजने के समय में {rate} प्रति सेकंड से तब तक केवल {can} जाएँगे। "
        "किसी मार्ग की गति बढ़ाएँ या दूसरा जोड़ें (`teeka route add`), या सूचियाँ पहले प्रकाशित करें।",
    ),
    Obstacle.TOO_MANY_REMINDERS: (
        "{count} reminders must have left by {by}, and {rate} a second carry only {can} in their time; the "
        "others are not sent. Raise a route's rate, or switch a kind off (`teeka campaign switch`).",
        "{by} तक {count} याद दिलाने वाले संदेश जाने चाहिए, और उनके समय में {rate} प्रति सेकंड से केवल {can} "
        "जाएँगे; बाकी नहीं भेजे जाएँगे। किसी मार्ग की गति बढ़ाएँ, या `teeka campaign switch` से उन्हें बंद करें।",
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    obstacle: Obstacle
    facts: dict[str, str]

    @property
    def stops_sending(self) -> bool:
        return self.obstacle in STOPS_SENDING

    def words(self, language: str, *, named: int | None = None) -> str:
        """What is in the way and what to do; of a list only the first `named`, and how many more."""
        facts = {key: _shortened(value, named) for key, value in self.facts.items()}
        return OBSTACLE_WORDS[self.obstacle][language == "hi"].format(**facts)


def _shortened(listed: str, named: int | None) -> str:
    names = listed.split(BETWEEN)
    if named is None or len(names) <= named:
        return listed
    return f"{BETWEEN.join(names[:named])} (+{len(names) - named:,})"


@dataclass(frozen=True, slots=True)
class Text:
    """A registered text in use. label: 'invitation hi full'. ids: the names of the DLT ids that it has.

    answer_form: it says where people can answer. is_approved: on every route; else on_routes, each with its
    last day or None.
    """

    label: str
    language: str
    is_short: bool
    template: TemplateText
    is_approved: bool
    ids: frozenset[str]
    approved_until: date | None = None
    answer_form: bool = False
    on_routes: Mapping[str, date | None] = field(default_factory=dict)

    def is_approved_on(self, code: str) -> bool:
        return self.is_approved or code in self.on_routes


@dataclass(frozen=True, slots=True)
class Carrier:
    """A route to real people. per_second: 0 where it has no limit. needs: names of DLT ids it hands over.

    asks_operators: what it carries they drop unless it is approved; an e-mail goes past them.
    """

    code: str
    per_second: float
    needs: frozenset[str]
    asks_operators: bool = True


@dataclass(frozen=True, slots=True)
class Job:
    """So many messages that may leave from `opens_at` and must have left by `due_at`."""

    opens_at: datetime
    due_at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Campaign:
    """All that is known of a campaign before it is sent. Without carriers it is a rehearsal."""

    today: date
    last_on: date | None
    hours: SendingHours
    carriers: Sequence[Carrier] = ()
    texts: Sequence[Text] = ()
    sites: Sequence[Place] = ()
    answer_numbers: frozenset[str] = frozenset()
    to_tell: Sequence[Job] = ()
    to_remind: Sequence[Job] = ()


def obstacles(campaign: Campaign) -> list[Found]:
    """What stands in the way, what stops everything first. Empty: all can be sent, and in time."""
    found: list[Found] = []
    if campaign.carriers:
        found += [*_of_approval(campaign), *_of_ids(campaign), *_of_answers(campaign)]
    found += _of_sites(campaign)
    per_second = together(campaign.carriers)
    for obstacle, jobs in (
        (Obstacle.TOO_MANY_TO_TELL, campaign.to_tell),
        (Obstacle.TOO_MANY_REMINDERS, campaign.to_remind),
    ):
        late = too_many(jobs, per_second, campaign.hours)
        if late is not None:
            by = late.due_at.astimezone(campaign.hours.zone)
            facts = {"count": f"{late.count:,}", "by": f"{by:%Y-%m-%d %H:%M}", "can": f"{late.can:,}"}
            found.append(Found(obstacle, {**facts, "rate": f"{per_second:g}"}))
    return sorted(found, key=lambda one: not one.stops_sending)


def together(carriers: Iterable[Carrier]) -> float:
    """Messages a second of all carriers; 0: no limit, or nobody who carries."""
    rates = [carrier.per_second for carrier in carriers]
    return sum(rates) if all(rates) else 0.0


@dataclass(frozen=True, slots=True)
class Late:
    """Of `count` messages that must have left by `due_at` only `can` do."""

    due_at: datetime
    count: int
    can: int


def too_many(jobs: Sequence[Job], per_second: float, hours: SendingHours) -> Late | None:
    """The first moment by which more must have left than can; None when all leave in time, or without limit.

    What is due earliest goes first. All leave in time just when it holds for every opening and every later
    moment that what opens after the one and is due by the other fits between them.
    """
    if not per_second:
        return None
    found: list[Late] = []
    for opens_at in {job.opens_at for job in jobs}:
        count = 0
        for job in sorted(jobs, key=lambda job: job.due_at):
            if job.opens_at < opens_at:
                continue
            count += job.count
            can = int(hours.open_between(opens_at, job.due_at).total_seconds() * per_second)
            if count > can:
                found.append(Late(job.due_at, count, can))
                break
    return min(found, key=lambda late: (late.due_at, -late.count), default=None)


def _of_approval(campaign: Campaign) -> list[Found]:
    found = []
    some = [text for text in campaign.texts if text.is_approved or text.on_routes]
    if waiting := [text.label for text in campaign.texts if text not in some]:
        found.append(Found(Obstacle.NOT_APPROVED, {"texts": BETWEEN.join(waiting)}))
    ends = {text.label: text.approved_until for text in some if text.is_approved}
    for code in (carrier.code for carrier in campaign.carriers if carrier.asks_operators):
        if lacking := [text.label for text in some if not text.is_approved_on(code)]:
            found.append(
                Found(Obstacle.NOT_APPROVED_ON_ROUTE, {"route": code, "texts": BETWEEN.join(lacking)})
            )
        ends |= {f"{t.label} ({code})": t.on_routes[code] for t in some if code in t.on_routes}
    if over := [label for label, until in ends.items() if until is not None and until < campaign.today]:
        found.append(Found(Obstacle.APPROVAL_OVER, {"texts": BETWEEN.join(over)}))
    last = campaign.last_on
    if last is not None:
        soon = {label: end for label, end in ends.items() if end and campaign.today <= end < last}
        if soon:
            day = f"{min(soon.values()):%Y-%m-%d}"
            found.append(Found(Obstacle.APPROVAL_ENDS, {"texts": BETWEEN.join(soon), "day": day}))
    return found


def _of_ids(campaign: Campaign) -> list[Found]:
    found = []
    for carrier in campaign.carriers:
        # One that is not approved has no ids yet: that is said already.
        bare = [
            text for text in campaign.texts if text.is_approved_on(carrier.code) and carrier.needs - text.ids
        ]
        if bare:
            ids = sorted({name for text in bare for name in carrier.needs - text.ids})
            labels = BETWEEN.join(text.label for text in bare)
            found.append(
                Found(Obstacle.IDS_MISSING, {"route": carrier.code, "ids": ", ".join(ids), "texts": labels})
            )
    return found


def _of_answers(campaign: Campaign) -> list[Found]:
    wrong = [
        text.label
        for text in campaign.texts
        if text.answer_form and not any(number in text.template.text for number in campaign.answer_numbers)
    ]
    return [Found(Obstacle.ANSWER_NUMBER_OFF, {"texts": BETWEEN.join(wrong)})] if wrong else []


def _of_sites(campaign: Campaign) -> list[Found]:
    """A name of a person that does not fit is left out; a site's is in every text."""
    shortest = [text for text in campaign.texts if text.is_short]
    bad = []
    for place in campaign.sites:
        said = {language: site_in_message(place, language) for language in {t.language for t in shortest}}
        if any(not _takes_site(text.template, said[text.language]) for text in shortest):
            bad.append(place.sms_name)
    if not bad:
        return []
    return [Found(Obstacle.SITE_DOES_NOT_FIT, {"sites": _shortened(BETWEEN.join(bad), NAMED_AT_MOST)})]


def _takes_site(template: TemplateText, site: str) -> bool:
    pattern = template.value_patterns.get("site")
    return pattern is None or pattern.fullmatch(site) is not None
