"""Keeps the secret of a link out of logs, where requests are noted by their address."""

import logging
import re

SECRET = re.compile(r"/pack/[^/\s?]+")


class WithoutSecrets(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                SECRET.sub("/pack/…", one) if isinstance(one, str) else one for one in record.args
            )
        return True
