"""The texts that are signed: each in one spelling only, each beginning with what it is about.

A statement is JSON with sorted names and no spaces, in UTF-8. Its schema keeps a signature of one
kind from being shown as a signature of another.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

VERSION_SCHEMA = "teeka.version/1"
FILE_SCHEMA = "teeka.file/1"
KEY_SCHEMA = "teeka.key/1"


@dataclass(frozen=True, slots=True)
class VersionMark:
    """A frozen version as its signature names it. `frozen_at`: ISO with seconds, as in pack.json."""

    session_code: str
    version: int
    sha256: str
    row_count: int
    frozen_at: str

    @property
    def values(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "session_code": self.session_code,
            "version": self.version,
            "sha256": self.sha256,
            "row_count": self.row_count,
            "frozen_at": self.frozen_at,
        }


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """A version with its signature and the id of the key that made it."""

    mark: VersionMark
    key_id: str
    signature: str

    @property
    def values(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"mark": self.mark.values, "key_id": self.key_id, "signature": self.signature}


def version_statement(mark: VersionMark) -> bytes:
    return _statement(VERSION_SCHEMA, mark.values)


def file_statement(entry: Mapping[str, Any]) -> bytes:
    """What a manifest says of one file, but for the signature itself."""
    return _statement(FILE_SCHEMA, {name: value for name, value in entry.items() if name != "signature"})


def key_statement(*, before: str, key: str, began_at: str, reason: str) -> bytes:
    """That one key follows another: both in base64, the moment as ISO with seconds."""
    return _statement(KEY_SCHEMA, {"before": before, "key": key, "began_at": began_at, "reason": reason})


def _statement(schema: str, values: Mapping[str, Any]) -> bytes:
    text = json.dumps({**values, "schema": schema}, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")
