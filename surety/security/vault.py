"""Secrets at rest: AES-256-GCM envelopes and keyed digests, with keys that never stand in the database."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"


class Vault:
    """Seals and opens small secrets with the deployment's key-encryption key.

    `key` and `pepper` are 32 random bytes each, kept outside the database.
    """

    def __init__(self, *, key: bytes, pepper: bytes) -> None:
        if len(key) != 32 or len(pepper) < 32:
            raise ValueError("the vault needs 32 bytes of key and of pepper")
        self._cipher = AESGCM(key)
        self._pepper = pepper

    def seal(self, secret: bytes, *, bound_to: str) -> bytes:
        """An envelope that opens only together with `bound_to` (the owning object's name)."""
        nonce = os.urandom(12)
        return _VERSION + nonce + self._cipher.encrypt(nonce, secret, bound_to.encode())

    def open(self, envelope: bytes, *, bound_to: str) -> bytes:
        """The secret; raises cryptography's InvalidTag when the envelope or its owner was changed."""
        if envelope[:1] != _VERSION:
            raise ValueError("unknown envelope version")
        return self._cipher.decrypt(envelope[1:13], envelope[13:], bound_to.encode())

    def seal_text(self, secret: str, *, bound_to: str) -> str:
        """`seal` for a text column."""
        return base64.b64encode(self.seal(secret.encode(), bound_to=bound_to)).decode()

    def open_text(self, envelope: str, *, bound_to: str) -> str:
        """`open` for a text column."""
        return self.open(base64.b64decode(envelope), bound_to=bound_to).decode()

    def digest(self, *parts: str) -> str:
        """A keyed SHA-256 (hex) for comparing secrets without keeping them."""
        return hmac.new(self._pepper, "\x00".join(parts).encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Whether two digests are equal, in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
