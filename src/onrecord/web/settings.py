"""What a site is to be: whose record, for whom, and how much anybody may ask of it."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

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
    told that it takes too long; `threads` how many pages are made at once. `url` is where others find the
    site ("https://record.example.org") if a server on this computer passes their requests on. A form has
    `form_seconds` to arrive, an upload `upload_seconds`, and of one visitor `arriving` requests at once.
    """

    record: str
    host: str = "127.0.0.1"
    port: int = 8000
    url: str = ""
    read_only: bool = False
    passwords: Mapping[Role, Credentials] = field(default_factory=dict)
    by: str = "somebody at this computer"
    bundle: str = "small"
    allow_private: bool = False
    query_seconds: float = 10.0
    threads: int = 8
    form_bytes: int = MEGABYTE
    upload_bytes: int = 25 * MEGABYTE
    form_seconds: float = 10.0
    upload_seconds: float = 30.0
    arriving: int = 40
    session_seconds: int = 12 * 3600
    most_connections: int = 500

    @property
    def is_local(self) -> bool:
        """Whether nobody but this computer can reach the site's port."""
        return is_loopback(self.host)

    @property
    def netloc(self) -> str:
        """The host, with its port, that others find the site at; "" where nothing stands before it."""
        return urlsplit(self.url).netloc


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 a network of 64 bits, which is what one customer is given."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if ip.version == 4 or ip.ipv4_mapped:
        return str(ip if ip.version == 4 else ip.ipv4_mapped)
    return str(ipaddress.ip_network((int(ip) >> 64 << 64, 64)))


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this computer's own."""
    if host.casefold() == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if ip.version == 6 else None  # as a socket for both kinds tells IPv4
    return (mapped or ip).is_loopback
