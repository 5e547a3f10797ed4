"""Notices: what is said, through which route, to whom, and what became of it."""

from teeka.apps.notices.models.answers import CallClaim, CallOutcome, Reply, ReplyLine
from teeka.apps.notices.models.kinds import KindSwitch
from teeka.apps.notices.models.launches import AskedLaunch, PackGate
from teeka.apps.notices.models.messages import Attempt, Message, Outbox, Part, Settled, Submission
from teeka.apps.notices.models.promises import AlarmLetter, PromiseAlarm, PromiseOutlook
from teeka.apps.notices.models.receipts import Receipt
from teeka.apps.notices.models.routes import (
    Canary,
    Route,
    RouteChange,
    RouteMinute,
    Template,
    TextApproval,
)
from teeka.apps.notices.models.steps import StepFault
from teeka.apps.notices.models.stops import Stop

__all__ = [
    "AlarmLetter",
    "AskedLaunch",
    "Attempt",
    "CallClaim",
    "CallOutcome",
    "Canary",
    "KindSwitch",
    "Message",
    "Outbox",
    "PackGate",
    "Part",
    "PromiseAlarm",
    "PromiseOutlook",
    "Receipt",
    "Reply",
    "ReplyLine",
    "Route",
    "RouteChange",
    "RouteMinute",
    "Settled",
    "StepFault",
    "Stop",
    "Submission",
    "Template",
    "TextApproval",
]
