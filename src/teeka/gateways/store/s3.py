"""An object store that speaks S3. Their words in, our words out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ReadTimeoutError,
)

from teeka.gateways.store.store import SettingsRefused, StoreFailed
from teeka.rules.store_faults import StoreFault

MARK = ".teeka-place"
FROM_ENVIRONMENT = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")
NEEDED = ("endpoint", "bucket", "access_key", "secret_key")
KNOWN = frozenset({*NEEDED, "prefix", "region"})
CONNECT_SECONDS, READ_SECONDS = 5, 20
LANES = 8
# Their code → our fault; what is missing here goes by the status of the answer.
FAULTS = {
    "NoSuchBucket": StoreFault.SETTINGS,
    "InvalidBucketName": StoreFault.SETTINGS,
    "AccessDenied": StoreFault.NOT_ALLOWED,
    "InvalidAccessKeyId": StoreFault.NOT_ALLOWED,
    "SignatureDoesNotMatch": StoreFault.NOT_ALLOWED,
    "RequestTimeTooSkewed": StoreFault.NOT_ALLOWED,
    "QuotaExceeded": StoreFault.FULL,
    "XMinioStorageFull": StoreFault.FULL,
    "EntityTooLarge": StoreFault.FULL,
}
BY_STATUS = {401: StoreFault.NOT_ALLOWED, 403: StoreFault.NOT_ALLOWED, 507: StoreFault.FULL}
GONE = frozenset({"404", "NoSuchKey", "NotFound"})
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class S3Settings:
    endpoint: str
    bucket: str
    access_key: str
    secret_key: str
    prefix: str = ""
    region: str = "us-east-1"


def read_settings(given: Mapping[str, Any], secrets: Mapping[str, str]) -> S3Settings:
    """Settings as a place's row holds them, or SettingsRefused; `${NAME}` is filled from `secrets`."""
    unknown = sorted(set(given) - KNOWN)
    missing = [name for name in NEEDED if not given.get(name)]
    if unknown or missing:
        raise SettingsRefused(
            f"An S3 store has the settings {', '.join(sorted(KNOWN))}; "
            f"unknown: {', '.join(unknown) or 'none'}, missing: {', '.join(missing) or 'none'}."
        )
    if not FROM_ENVIRONMENT.fullmatch(str(given["secret_key"])):
        raise SettingsRefused("secret_key must name a variable of the environment, as ${TEEKA_STORE_KEY}.")
    words = {name: FROM_ENVIRONMENT.sub(lambda found: _secret(found[1], secrets), str(value))
             for name, value in given.items()}  # fmt: skip
    if not words["endpoint"].startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise SettingsRefused("endpoint must begin with https://; plain HTTP only to this machine.")
    words["prefix"] = words.get("prefix", "").strip("/")
    return S3Settings(**words)


def _secret(name: str, secrets: Mapping[str, str]) -> str:
    if name not in secrets:
        raise SettingsRefused(f"The environment variable {name}, which the place names, is not set.")
    return secrets[name]


def _in_our_words(act: Callable[P, R]) -> Callable[P, R]:
    @wraps(act)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            raise StoreFailed(FAULTS.get(code) or BY_STATUS.get(status, StoreFault.AWAY), code) from error
        except NoCredentialsError as error:
            raise StoreFailed(StoreFault.NOT_ALLOWED, "no key") from error
        except (ReadTimeoutError, ConnectTimeoutError) as error:
            raise StoreFailed(StoreFault.AWAY, "no answer in time") from error
        except BotoCoreError as error:
            raise StoreFailed(StoreFault.AWAY, type(error).__name__) from error

    return told


class S3:
    """Each object is put whole; nothing is listed, so that a key for one prefix is enough."""

    lanes = LANES

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings

    @_in_our_words
    def prepare(self) -> None:
        self.put(MARK, b"Teeka keeps copies of its lists here.\n")
        self.check()

    @_in_our_words
    def check(self) -> None:
        if self.get(MARK) is None:
            raise StoreFailed(StoreFault.NOT_MOUNTED)

    def device(self) -> str:
        return ""

    @_in_our_words
    def put(self, path: str, content: bytes) -> None:
        self._client.put_object(Bucket=self._settings.bucket, Key=self._key(path), Body=content)

    @_in_our_words
    def get(self, path: str) -> bytes | None:
        try:
            found = self._client.get_object(Bucket=self._settings.bucket, Key=self._key(path))
            content: bytes = found["Body"].read()
        except ClientError as error:
            if str(error.response.get("Error", {}).get("Code")) in GONE:
                return None
            raise
        return content

    @_in_our_words
    def remove(self, path: str) -> None:
        self._client.delete_object(Bucket=self._settings.bucket, Key=self._key(path))

    @cached_property
    def _client(self) -> Any:
        settings = self._settings
        return boto3.session.Session(
            aws_access_key_id=settings.access_key, aws_secret_access_key=settings.secret_key
        ).client(
            "s3",
            endpoint_url=settings.endpoint,
            region_name=settings.region,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"total_max_attempts": 1},  # whoever copies tries again, and waits between
                max_pool_connections=LANES,
                signature_version="s3v4",
                s3={"addressing_style": "path"},
                # Many a store that speaks S3 knows no other checksums than MD5.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def _key(self, path: str) -> str:
        return f"{self._settings.prefix}/{path}" if self._settings.prefix else path


def open_s3(settings: Mapping[str, Any], _home: object, secrets: Mapping[str, str]) -> S3:
    return S3(read_settings(settings, secrets))
