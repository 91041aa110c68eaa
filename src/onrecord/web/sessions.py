"""Who asks: signed cookies, and the token that a form of ours carries.

The key is drawn when the site starts and is nowhere kept, so a restart signs everybody out.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from dataclasses import dataclass
from threading import Lock

from onrecord.web.settings import Role, Settings

COOKIE = "onrecord_session"
TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: `role` is None for somebody who has not signed in where one must; `name` stands beside
    what they decide; `key` tells one browser from another."""

    role: Role | None
    name: str
    key: str

    @property
    def may_read(self) -> bool:
        return self.role is not None

    @property
    def may_review(self) -> bool:
        return self.role == "reviewer"


class Sessions:
    """Makes and reads the cookie. Where no password is set, everybody is let in, and the cookie only tells
    one browser's forms from another's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._secret = secrets.token_bytes(32)
        self._ended: dict[str, float] = {}
        self._lock = Lock()

    def visitor(self, cookie: str | None) -> Visitor:
        """Whose cookie this is; with none, or a forged or old one, a stranger."""
        told = self._opened(cookie) if cookie else None
        key = str(told["key"]) if told else ""
        if not self._settings.passwords:
            return Visitor("reader" if self._settings.read_only else "reviewer", self._settings.by, key)
        for role in self._settings.passwords:
            if told and told.get("role") == role:
                return Visitor(self._allowed(role), str(told.get("name", "")), key)
        return Visitor(None, "", key)

    def signed_in(self, role: Role, name: str) -> str:
        """The cookie of somebody who gave the password of this role."""
        return self._sealed({"role": role, "name": name, "key": secrets.token_urlsafe(16)})

    def end(self, visitor: Visitor) -> None:
        """Let nobody in with this visitor's cookie any more, nor with a copy of it. Strangers have nothing to
        end: what is kept here grows only by those who know a password."""
        if not self._settings.passwords or visitor.role is None or not visitor.key:
            return
        with self._lock:
            now = time.time()
            self._ended = {key: until for key, until in self._ended.items() if until > now}
            self._ended[visitor.key] = now + self._settings.session_seconds

    def stranger(self) -> str:
        """The cookie of a browser that has none yet."""
        return self._sealed({"key": secrets.token_urlsafe(16)})

    def bearer(self, role: Role) -> Visitor:
        """Somebody who gave a password with the request itself, as programs do."""
        return Visitor(self._allowed(role), "a program", "")

    def token(self, visitor: Visitor) -> str:
        """What a form of this visitor's has to send back; it looks different each time, so that what is
        compressed together with it tells nothing of it."""
        pad = secrets.token_bytes(TOKEN_BYTES)
        mixed = bytes(a ^ b for a, b in zip(pad, self._form_key(visitor), strict=True))
        return base64.urlsafe_b64encode(pad + mixed).decode()

    def is_token(self, visitor: Visitor, token: str) -> bool:
        """Whether a form of this visitor's sent back what it was given."""
        try:
            raw = base64.urlsafe_b64decode(token.encode())
        except (binascii.Error, ValueError):
            return False
        if len(raw) != 2 * TOKEN_BYTES or not visitor.key:
            return False
        found = bytes(a ^ b for a, b in zip(raw[:TOKEN_BYTES], raw[TOKEN_BYTES:], strict=True))
        return hmac.compare_digest(found, self._form_key(visitor))

    def _allowed(self, role: Role) -> Role:
        return "reader" if self._settings.read_only else role

    def _form_key(self, visitor: Visitor) -> bytes:
        return hmac.digest(self._secret, b"form:" + visitor.key.encode(), hashlib.sha256)

    def _sealed(self, told: dict[str, str]) -> str:
        until = int(time.time()) + self._settings.session_seconds
        body = base64.urlsafe_b64encode(json.dumps(told | {"until": until}).encode())
        return f"{body.decode()}.{self._seal(body)}"

    def _opened(self, cookie: str) -> dict[str, object] | None:
        body, _, seal = cookie.partition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(body.encode()).encode()):
            return None
        told: dict[str, object] = json.loads(base64.urlsafe_b64decode(body))
        until = told.get("until")
        if not isinstance(until, int) or until <= time.time() or told.get("key") in self._ended:
            return None
        return told

    def _seal(self, body: bytes) -> str:
        return hmac.new(self._secret, b"session:" + body, hashlib.sha256).hexdigest()
