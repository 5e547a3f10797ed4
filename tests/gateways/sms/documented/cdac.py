"""C-DAC Mobile Seva as its document describes it; which final code says what, the document leaves open."""

import hashlib
import html
from dataclasses import dataclass, field
from urllib.parse import parse_qs

ACCOUNT = {"username": "bihar-health", "password": "made up", "secure_key": "6f1a-made-up"}
TEMPLATES = {"1107160000000012345"}
PLAIN, UNICODE = {"singlemsg", "otpmsg"}, {"unicodemsg", "unicodeotpmsg"}


@dataclass
class MobileSeva:
    """`says`: answer with this instead. `hangs_up`: take the message and answer nothing."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)  # (number, sender, text)
    says: str = ""
    hangs_up: bool = False

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        if path != "/esms/sendsmsrequestDLT":
            return 404, "no such page"
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if self.says:
            return 200, self.says
        password = hashlib.sha1(ACCOUNT["password"].encode()).hexdigest()
        if (form["username"], form["password"]) != (ACCOUNT["username"], password):
            return 200, "401,Credentials Error, may be invalid username or password"
        key = form["username"] + form["senderid"] + form["content"] + ACCOUNT["secure_key"]
        if form["key"] != hashlib.sha512(key.encode()).hexdigest():
            return 200, "416,Hash is not matching"
        if form["templateid"] not in TEMPLATES:
            return 200, "423,Template id is not valid"
        text = form["content"]
        if form["smsservicetype"] in UNICODE:
            text = html.unescape(text)
        elif form["smsservicetype"] not in PLAIN or not text.isascii():
            return 200, "406,Message type is not valid"
        self.taken.append((form["mobileno"], form["senderid"], text))
        return (
            (0, "") if self.hangs_up else (200, f"402,MsgID = 15062016146600397{len(self.taken):04d}msdgsms")
        )
