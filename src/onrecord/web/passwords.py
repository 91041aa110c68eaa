"""Passwords: compared so that the time it takes tells nothing, and tried only so often."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from time import monotonic

from onrecord.web.settings import Credentials, Role, network_of

WORK = {"n": 2**14, "r": 8, "p": 1}
"""Of scrypt: 16 MB and about 50 ms a try."""
TRIES = 5
WINDOW_S = 60.0
TRIES_OF_ALL = 50
MOST_KNOWN = 1000


def scrambled(password: str) -> Credentials:
    """What is kept of a password."""
    salt = secrets.token_bytes(16)
    return Credentials(salt, _digest(password, salt))


def role_of(password: str, passwords: Mapping[Role, Credentials]) -> Role | None:
    """The role that a password is of, the one that may more first. All are tried, whichever is right."""
    found: Role | None = None
    for role in ("reader", "reviewer"):
        known = passwords.get(role)
        if known and hmac.compare_digest(_digest(password, known.salt), known.digest):
            found = role
    return found


def _digest(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, dklen=32, **WORK)


class TooManyTriesError(Exception):
    """Wrong passwords were given too often; `wait` is in how many seconds one may be tried again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"wait {wait} seconds")
        self.wait = wait


class Door:
    """Tells the role that a password is of, and lets each address guess `TRIES` times in `WINDOW_S` seconds,
    all together `TRIES_OF_ALL` times. What was right once is known at once, and waits for nobody."""

    def __init__(self, passwords: Mapping[Role, Credentials]) -> None:
        self._passwords = passwords
        self._right: dict[bytes, Role] = {}
        self._key = secrets.token_bytes(32)
        self._guesses: OrderedDict[str, list[float]] = OrderedDict()
        self._all: list[float] = []
        self._lock = Lock()

    def role_of(self, password: str, address: str) -> Role | None:
        """None where it is of none. Raises TooManyTriesError."""
        mark = hmac.digest(self._key, password.encode("utf-8", "surrogatepass"), "sha256")
        if mark in self._right:
            return self._right[mark]
        self._count(address)
        role = role_of(password, self._passwords)
        if role is not None:
            self._right[mark] = role
        return role

    def _count(self, address: str) -> None:
        address = network_of(address)
        with self._lock:
            now = monotonic()
            self._all = [at for at in self._all if now - at < WINDOW_S]
            own = [at for at in self._guesses.get(address, ()) if now - at < WINDOW_S]
            full = own if len(own) >= TRIES else self._all if len(self._all) >= TRIES_OF_ALL else None
            if full is not None:
                raise TooManyTriesError(max(1, round(WINDOW_S - (now - full[0]))))
            self._guesses[address] = [*own, now]
            self._guesses.move_to_end(address)
            while len(self._guesses) > MOST_KNOWN:
                self._guesses.popitem(last=False)
            self._all.append(now)
