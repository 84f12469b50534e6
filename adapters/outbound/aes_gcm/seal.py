"""The Seal port with AES-256-GCM of the library cryptography."""

from collections.abc import Sequence
from hashlib import blake2b
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.shared.storage import SealBroken
from ports.outbound.seals import Seal

_VERSION = b"\x02"
_KEY_ID_BYTES = 8
_NONCE_BYTES = 12
_HEAD_BYTES = len(_VERSION) + _KEY_ID_BYTES
_PURPOSE = b"steelyard key id"


class AesGcmSeal:
    """Implements ports.outbound.seals.Seal.

    What is sealed consists of a version, the id of the key, a random nonce, and the encrypted
    content with its tag; version, id and place are authenticated too. It is 37 bytes longer than
    the content.

    With random nonces a key should seal no more than 2^32 contents (NIST SP 800-38D, 8.3), which is
    500 days at 100 a second: put a new key first in good time, and take the old one away when
    nothing is kept any more that it sealed.

    Args:
        keys: Of 32 bytes each; the first one seals, all of them open.
        earlier: Opens what was sealed before there was a key. Nothing proves who wrote that, so
            whoever can write to the store can still put plain content there.
    """

    def __init__(self, keys: Sequence[bytes], *, earlier: Seal) -> None:
        self._ciphers = {_key_id(key): AESGCM(key) for key in keys}
        self._first = _key_id(keys[0])
        self._earlier = earlier

    def close(self, content: bytes, *, place: str) -> bytes:
        """See the port."""
        head, nonce = _VERSION + self._first, token_bytes(_NONCE_BYTES)
        cipher = self._ciphers[self._first]
        return head + nonce + cipher.encrypt(nonce, content, head + place.encode())

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """See the port."""
        if not sealed.startswith(_VERSION):
            return self._earlier.open(sealed, place=place)
        head, body = sealed[:_HEAD_BYTES], sealed[_HEAD_BYTES:]
        cipher = self._ciphers.get(head[len(_VERSION) :])
        if cipher is None:
            raise SealBroken("what is stored was sealed with a key that is not at hand")
        try:
            return cipher.decrypt(body[:_NONCE_BYTES], body[_NONCE_BYTES:], head + place.encode())
        except (InvalidTag, ValueError):  # the latter where not even a nonce is left
            raise SealBroken("what is stored was changed, or belongs to another place") from None


def _key_id(key: bytes) -> bytes:
    """Tells keys apart, and nothing else about them."""
    return blake2b(key, digest_size=_KEY_ID_BYTES, person=_PURPOSE).digest()
