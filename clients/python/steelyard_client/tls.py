"""How a connection is encrypted."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import grpc

_DEBIAN_BUNDLE = "ca-certificates.crt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """Who is trusted, and as whom the client presents itself; ``Tls()`` trusts the system's roots.

    Args:
        root_certificates: The certificates that are trusted, PEM; None for those of the system, or
            those of the gRPC library where the system has none.
        certificate_chain: The client's own certificate and those above it, PEM.
        private_key: The key of that certificate, PEM.
        server_name: The name that the server's certificate is for, where it is not the address.

    Raises:
        ValueError: A certificate is given without its key, or a key without its certificate.
    """

    root_certificates: bytes | None = None
    certificate_chain: bytes | None = None
    private_key: bytes | None = field(default=None, repr=False)
    server_name: str = ""

    def __post_init__(self) -> None:
        if (self.certificate_chain is None) is not (self.private_key is None):
            raise ValueError("a client certificate needs its private key, and the key the other")

    @classmethod
    def from_files(
        cls,
        *,
        root_certificates: str | Path | None = None,
        certificate_chain: str | Path | None = None,
        private_key: str | Path | None = None,
        server_name: str = "",
    ) -> Self:
        """Read the certificates from PEM files; see the class.

        Args:
            root_certificates: The file of the certificates that are trusted.
            certificate_chain: The file of the client's own certificate.
            private_key: The file of its key.
            server_name: The name that the server's certificate is for.

        Raises:
            OSError: A file cannot be read.
        """
        return cls(
            root_certificates=_read(root_certificates),
            certificate_chain=_read(certificate_chain),
            private_key=_read(private_key),
            server_name=server_name,
        )

    def credentials(self) -> grpc.ChannelCredentials:
        """What the gRPC library makes of it."""
        return grpc.ssl_channel_credentials(
            self.root_certificates or system_roots(), self.private_key, self.certificate_chain
        )


def system_roots() -> bytes | None:
    """The certificates that the system trusts, PEM; None where none are found.

    The gRPC library would take its own, so a company's certificate in the system's store would not
    be known.
    """
    paths = ssl.get_default_verify_paths()
    bundles = [
        *([Path(paths.cafile)] if paths.cafile else []),
        *([Path(paths.capath, _DEBIAN_BUNDLE)] if paths.capath else []),
    ]
    for bundle in bundles:
        if bundle.is_file():
            return bundle.read_bytes()
    loaded = ssl.create_default_context().get_ca_certs(binary_form=True)
    return "".join(map(ssl.DER_cert_to_PEM_cert, loaded)).encode() or None


def _read(path: str | Path | None) -> bytes | None:
    return None if path is None else Path(path).read_bytes()
