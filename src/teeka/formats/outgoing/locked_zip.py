"""Files in one ZIP that only a password opens: AES-256, as 7-Zip and WinZip of an office PC open it."""

import io
from collections.abc import Mapping

import pyzipper


def write_locked_zip(files: Mapping[str, bytes], password: str) -> bytes:
    """Name → content, locked. The names inside can be read without the password; the contents cannot."""
    written = io.BytesIO()
    with pyzipper.AESZipFile(
        written, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES
    ) as archive:
        archive.setpassword(password.encode())
        for name in sorted(files):
            archive.writestr(name, files[name])
    return written.getvalue()
