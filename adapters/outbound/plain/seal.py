"""The Seal port where no key is set: nothing is hidden, but damage is noticed."""

from hashlib import blake2b

from domain.shared.storage import SealBroken

_VERSION = b"\x01"
_DIGEST_BYTES = 16
_HEAD_BYTES = len(_VERSION) + _DIGEST_BYTES


class PlainSeal:
    """Implements ports.outbound.seals.Seal without a key.

    Whoever can read the store can read the content, and whoever can write to it can put another one
    there. A digest of place and content tells bytes that were damaged or mixed up.
    """

    def close(self, content: bytes, *, place: str) -> bytes:
        """See the port; the same content twice gives the same bytes, since they hide nothing."""
        return _VERSION + _digest(content, place) + content

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """See the port."""
        version, digest = sealed[: len(_VERSION)], sealed[len(_VERSION) : _HEAD_BYTES]
        content = sealed[_HEAD_BYTES:]
        if version != _VERSION or digest != _digest(content, place):
            raise SealBroken("what is stored cannot be read: it is damaged, or a key is needed")
        return content


def _digest(content: bytes, place: str) -> bytes:
    # The place has an end of its own, so that no part of it can pass for content.
    digest = blake2b(place.encode(), digest_size=_DIGEST_BYTES)
    return blake2b(content, key=digest.digest(), digest_size=_DIGEST_BYTES).digest()
