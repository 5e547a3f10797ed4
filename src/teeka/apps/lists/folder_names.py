"""Which folder and file a list gets: names that no file system, web server or shell misreads."""

import hashlib
import re
import unicodedata

LOCK = ".lock"  # in a folder of lists: held by whoever writes there
LONGEST_NAME = 80
SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
# Windows opens devices by these names, whatever follows the dot.
DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(10))})


def folder_of_code(code: str) -> str:
    """A session's or facility's code as a folder: itself when that is safe, else a safe form of its own.

    Two different codes never share a folder: what had to be changed carries a hash of the code.
    """
    is_device = code.partition(".")[0].lower() in DEVICES
    if len(code) <= LONGEST_NAME and SAFE.fullmatch(code) and not is_device:
        return code
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", code).strip("-")[: LONGEST_NAME - 20]
    digest = hashlib.sha256(code.encode(errors="surrogatepass")).hexdigest()[:12]
    return f"x-{kept}-{digest}" if kept else f"x-{digest}"


def slug(name: str) -> str:
    """A place's English name in small letters and hyphens: Purbi Champaran → purbi-champaran."""
    opened = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    small = re.sub(r"[^a-z0-9]+", "-", opened.lower()).strip("-")[:LONGEST_NAME]
    if not small:
        return "not-known" if not name.strip() else folder_of_code(name)
    return small if small not in DEVICES else f"{small}-"
