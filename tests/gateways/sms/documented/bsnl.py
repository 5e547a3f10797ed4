"""BSNL's bulk SMS service as its document describes it."""

import json
import re
import threading
from dataclasses import dataclass, field
from typing import Any

ACCOUNT = {"Service_Id": "S-1", "Username": "bihar-health", "Password": "made up", "Token_Id": "2"}
# Registered with its gaps named, as the service wants before first use.
TEMPLATES = {
    "1107160000000012345": "{#name#}, आपका टीका {#when#} बजे {#where#} में लगेगा। स्वास्थ्य विभाग",
    "1107160000000067890": "Your vaccination is tomorrow",
}
CREATED, QUEUED, AT_SMSC, REJECTED, ACCEPTED, FAILED, DELIVERED = "0", "2", "3", "4", "5", "6", "7"
JOURNEY = (CREATED, QUEUED, AT_SMSC, ACCEPTED, DELIVERED)


@dataclass
class BulkSms:
    """A message goes one state on with each question about it; a number that ends in 0 fails at the end.

    `token_lives`: how many requests a token is good for.
    """

    token_lives: int = 1_000_000
    kept_for_questions: int = 1_000_000
    sent: dict[str, tuple[str, str]] = field(default_factory=dict)  # id -> (number, text)
    asked: dict[str, int] = field(default_factory=dict)
    tokens: int = 0
    _uses: int = 0
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, str]:
        told = json.loads(body)
        with self._turn:
            if path == "/api/Create_New_API_Token":
                return self._new_token(told)
            if (
                headers.get("authorization") != f"Bearer token-{self.tokens}"
                or self._uses >= self.token_lives
            ):
                return 401, ""
            self._uses += 1
            answer = {"/api/Send_Sms": self._send, "/api/Message_Status_Report": self._report}.get(path)
            return (200, json.dumps(answer(told))) if answer else (404, "")

    def _new_token(self, told: dict[str, Any]) -> tuple[int, str]:
        if {name: told.get(name) for name in ACCOUNT} != ACCOUNT:
            return 200, json.dumps({"Error": "invalid account"})
        self.tokens, self._uses = self.tokens + 1, 0
        return 200, json.dumps(f"token-{self.tokens}")

    def _send(self, told: dict[str, Any]) -> dict[str, Any]:
        template = TEMPLATES.get(told["Content_Template_Id"])
        if template is None:
            return {"Error": "Invalid template", "Message_Id": None}
        if not re.fullmatch("[6-9][0-9]{9}", told["Target"]):
            return {"Error": "Invalid target", "Message_Id": None}
        values = {pair["Key"]: pair["Value"] for pair in told["Template_Keys_and_Values"]}
        if set(values) != set(re.findall("{#(.*?)#}", template)):
            return {"Error": "Keys do not match the template", "Message_Id": None}
        if (told["Is_Unicode"] == "1") is template.isascii():
            return {"Error": "Wrong alphabet", "Message_Id": None}
        text = re.sub("{#(.*?)#}", lambda gap: values[gap[1]], template)
        message_id = f"{len(self.sent) + 1:08d}"
        self.sent[message_id] = (told["Target"], text)
        return {"Error": None, "Message_Id": message_id}

    def _report(self, told: dict[str, Any]) -> dict[str, Any]:
        message_id = told["Message_Id"]
        times = self.asked[message_id] = self.asked.get(message_id, 0) + 1
        if message_id not in self.sent or times > self.kept_for_questions:
            return {"Error": "No such message"}
        state = JOURNEY[min(times, len(JOURNEY)) - 1]
        if state == DELIVERED and self.sent[message_id][0].endswith("0"):
            state = FAILED
        return {"Error": None, "Message_Id": message_id, "Message_Status": state}
