"""Passwords: compared so that the time it takes tells nothing, and tried only so often."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from time import monotonic

from onrecord.web.settings import Credentials, Role

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


class Throttle:
    """Lets each address try `TRIES` times in `WINDOW_S` seconds, and all together `TRIES_OF_ALL` times."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, list[float]] = OrderedDict()
        self._all: list[float] = []
        self._lock = Lock()

    def wait(self, address: str) -> int:
        """Seconds until this address may try; 0 where it may now, and then the try counts."""
        with self._lock:
            now = monotonic()
            self._all = [at for at in self._all if now - at < WINDOW_S]
            own = [at for at in self._tries.get(address, ()) if now - at < WINDOW_S]
            full = own if len(own) >= TRIES else self._all if len(self._all) >= TRIES_OF_ALL else None
            if full is not None:
                return max(1, round(WINDOW_S - (now - full[0])))
            self._tries[address] = [*own, now]
            self._tries.move_to_end(address)
            while len(self._tries) > MOST_KNOWN:
                self._tries.popitem(last=False)
            self._all.append(now)
            return 0

    def forget(self, address: str) -> None:
        """The right password was given: its tries count no more."""
        with self._lock:
            self._tries.pop(address, None)
