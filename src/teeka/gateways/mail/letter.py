"""One message as a letter: its headers and its text, which no value can break out of."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from teeka.gateways.mail.settings import MailSettings
from teeka.rules.messages.answers import Outgoing
from teeka.shared.email_address import read_email


class LetterRefused(Exception):
    """This can be no letter; the text says why, without the address."""


def message_id(message: Outgoing, settings: MailSettings) -> str:
    """Ours, made of our reference: the same message sent again is recognised as the same."""
    return f"{message.reference}@{settings.sender.rpartition('@')[2]}"


def letter_of(message: Outgoing, settings: MailSettings, *, date: datetime) -> EmailMessage:
    """Or LetterRefused. All in ASCII, whatever the script, for there are servers without 8 bits."""
    if not message.to or read_email(message.to) != message.to:
        raise LetterRefused("not an e-mail address")
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(settings.sender_name, addr_spec=settings.sender)
    letter["To"] = Address(addr_spec=message.to)
    if settings.reply_to:
        letter["Reply-To"] = Address(addr_spec=settings.reply_to)
    usual = settings.subject_hi if message.language == "hi" else settings.subject_en
    try:
        letter["Subject"] = message.subject or usual
    except ValueError as error:
        raise LetterRefused("the subject is not one line") from error
    letter["Date"] = format_datetime(date)
    letter["Message-ID"] = f"<{message_id(message, settings)}>"
    letter["Auto-Submitted"] = "auto-generated"
    try:
        letter.set_content(message.text, charset="utf-8", cte="base64")
    except UnicodeEncodeError as error:
        raise LetterRefused("the text is no text") from error
    letter["Content-Language"] = "hi" if message.language == "hi" else "en"
    return letter
