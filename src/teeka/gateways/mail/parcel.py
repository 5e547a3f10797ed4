"""One letter, with a file or without, sent at once and by itself: not a message to a person of a list."""

import asyncio
import ssl
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import aiosmtplib

from teeka.gateways.mail.settings import MailSettings


@dataclass(frozen=True, slots=True)
class Parcel:
    """`key`: the same parcel sent again has the same, so that a mail program shows it once."""

    to: str
    subject: str
    text: str
    key: str
    file_name: str = ""  # empty: no file goes with it
    content: bytes = b""


class ParcelFailed(Exception):
    """It was not taken; the text is the server's code or what kind of fault it was, and names nobody."""


def send_parcel(parcel: Parcel, settings: MailSettings, *, date: datetime) -> None:
    """Hand one letter to the server, or ParcelFailed. Blocks; sending it again is safe."""
    try:
        asyncio.run(_send(_letter(parcel, settings, date), settings))
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise ParcelFailed("the server refuses the recipient") from error
    except aiosmtplib.SMTPResponseException as error:
        raise ParcelFailed(f"SMTP {error.code}") from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise ParcelFailed(type(error).__name__) from error


def _letter(parcel: Parcel, settings: MailSettings, date: datetime) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(settings.sender_name, addr_spec=settings.sender)
    letter["To"] = Address(addr_spec=parcel.to)
    letter["Subject"] = parcel.subject
    letter["Date"] = format_datetime(date)
    letter["Message-ID"] = f"<{parcel.key}@{settings.sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(parcel.text, charset="utf-8", cte="base64")
    if parcel.file_name:
        letter.add_attachment(
            parcel.content, maintype="application", subtype="zip", filename=parcel.file_name
        )
    return letter


async def _send(letter: EmailMessage, settings: MailSettings) -> None:
    tls = None
    if settings.security != "none":
        tls = ssl.create_default_context(cafile=settings.ca_file or None)
    await aiosmtplib.send(
        letter,
        hostname=settings.host,
        port=settings.port,
        username=settings.username or None,
        password=settings.password or None,
        timeout=settings.timeout_seconds,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        tls_context=tls,
        local_hostname=settings.sender.rpartition("@")[2],
    )
