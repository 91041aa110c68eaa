"""How much of a page is taken before it is refused."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and seconds. The largest page of two extraction corpora (1,000 news pages) has 4 MB, so that
    these are met by accident only."""

    file_bytes: int = 50_000_000
    line_bytes: int = 20_000_000
    web_bytes: int = 20_000_000
    """Of a URL, before and after it is decompressed."""
    robots_bytes: int = 512_000
    """RFC 9309 asks for at least 500 KiB."""
    inflation: int = 200
    """The most that a compressed file may grow, once it has given `inflation_from` bytes. JSON lines of
    news grow by 3 to 10; the format's own limit is 1,032."""
    inflation_from: int = 64_000_000
    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """From the first connection to the last byte of one URL, its redirects and robots.txt counted in."""
    redirects: int = 5


LIMITS = Limits()
