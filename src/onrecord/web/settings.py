"""What a site is to be: whose record, for whom, and how much anybody may ask of it."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["reader", "reviewer"]
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Credentials:
    """A password, scrambled: see `passwords.scrambled`."""

    salt: bytes = field(repr=False)
    digest: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Settings:
    """Of a site.

    `record` is a file or URL, made if it is missing unless `read_only`. `passwords` has one for each role
    that may sign in; without any, everybody who reaches the site may do all. `by` is who then stands
    beside what is decided. `query_seconds` is how long the database may take for a page before it is
    told that it takes too long; `threads` how many pages are made at once.
    """

    record: str
    host: str = "127.0.0.1"
    port: int = 8000
    read_only: bool = False
    passwords: Mapping[Role, Credentials] = field(default_factory=dict)
    by: str = "somebody at this computer"
    bundle: str = "small"
    allow_private: bool = False
    query_seconds: float = 10.0
    threads: int = 8
    form_bytes: int = MEGABYTE
    upload_bytes: int = 25 * MEGABYTE
    body_seconds: float = 30.0
    session_seconds: int = 12 * 3600
    most_connections: int = 500

    @property
    def is_local(self) -> bool:
        """Whether nobody but this computer can reach the site."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this computer's own."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
