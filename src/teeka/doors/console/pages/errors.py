"""What a reader sees when a page cannot be shown: what happened and what to do, in both languages."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from teeka.apps.lists.services.signing import SigningKeyLost
from teeka.rules.permissions import open_to_all

Pair = tuple[str, str]  # English, Hindi
KEY_LOST_TITLE = ("This list cannot be signed", "इस सूची पर हस्ताक्षर नहीं हो सकते")
WORDS = {
    400: (
        ("This request cannot be read", "यह अनुरोध पढ़ा नहीं जा सका"),
        ("Go back, check what you entered, and try again.", "वापस जाएँ, जो भरा था उसे जाँचें और फिर कोशिश करें।"),
    ),
    403: (
        ("Not for this login", "यह इस लॉगिन के लिए नहीं है"),
        (
            "Your role or your area does not include this page. If your work needs it, "
            "ask your district's officer.",
            "यह पृष्ठ आपकी भूमिका या आपके क्षेत्र में नहीं है। काम के लिए ज़रूरी हो तो अपने ज़िला अधिकारी से कहें।",
        ),
    ),
    404: (
        ("Nothing here", "यहाँ कुछ नहीं है"),
        (
            "There is no such page, or it lies outside your area. Go to the first page and look from there.",
            "ऐसा कोई पृष्ठ नहीं है, या वह आपके क्षेत्र से बाहर है। पहले पृष्ठ पर जाएँ और वहाँ से देखें।",
        ),
    ),
    503: (
        ("The database does not answer", "डेटाबेस उत्तर नहीं दे रहा"),
        (
            "Nothing that you entered was half stored. Pages work again as soon as the database is back; "
            "printed lists and the lists folder keep working. If it lasts, whoever looks after this server "
            "starts it again.",
            "आपका भरा हुआ कुछ भी अधूरा नहीं रखा गया। डेटाबेस लौटते ही पृष्ठ फिर चलेंगे; छपी सूचियाँ और सूचियों का "
            "फ़ोल्डर काम करते रहेंगे। देर लगे तो सर्वर की देखरेख करने वाले उसे फिर चालू करें।",
        ),
    ),
    500: (
        ("Something went wrong on our side", "हमारी ओर से कुछ गड़बड़ हुई"),
        (
            "Nothing that you entered was half stored. Wait a minute and try again; "
            "printed lists keep working.",
            "आपका भरा हुआ कुछ भी अधूरा नहीं रखा गया। एक मिनट रुककर फिर कोशिश करें; छपी सूचियाँ काम करती रहेंगी।",
        ),
    ),
}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _page(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _page(403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    return _page(404)


def server_error(request: HttpRequest) -> HttpResponseBase:
    fault = sys.exc_info()[1]
    if isinstance(fault, SigningKeyLost):
        return _page(503, (KEY_LOST_TITLE, (fault.sentence(), fault.sentence("hi"))))
    is_away = isinstance(fault, (OperationalError, InterfaceError))
    return _page(503 if is_away else 500)


@open_to_all("it is shown instead of a form whose page was open too long")
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    return _page(403)


def _page(status: int, words_of_fault: tuple[Pair, Pair] | None = None) -> HttpResponse:
    """Needs no database, no login and no translation: any of them may be what failed."""
    title, advice = words_of_fault or WORDS[status]
    words = {"title": title, "advice": advice, "status": status}
    return HttpResponse(render_to_string("console/error.html", words), status=status)
