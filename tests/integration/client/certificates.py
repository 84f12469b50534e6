"""Certificates for tests, made by openssl: an authority, a server, a client."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import grpc
import pytest


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, PEM files."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Certificates:
    """An authority and what it signed.

    Args:
        authority: Signs the others.
        server: For the name ``localhost`` and the address 127.0.0.1.
        client: For clients.
    """

    authority: Pair
    server: Pair
    client: Pair

    def server_credentials(self, *, asks_clients: bool = False) -> grpc.ServerCredentials:
        """TLS of a server.

        Args:
            asks_clients: Whether clients must present a certificate of the authority.
        """
        pair = self.server.key.read_bytes(), self.server.certificate.read_bytes()
        roots = self.authority.certificate.read_bytes() if asks_clients else None
        return grpc.ssl_server_credentials([pair], roots, asks_clients)


def make_certificates(folder: Path) -> Certificates:
    """Make them all in a folder."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the certificates, is not installed")
    authority = _request(
        folder, "authority", "-x509", "-addext", "basicConstraints=critical,CA:TRUE"
    )
    return Certificates(
        authority,
        _signed(folder, "server", authority, "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        _signed(folder, "client", authority, "subjectAltName=DNS:client"),
    )


def _signed(folder: Path, name: str, authority: Pair, extension: str) -> Pair:
    signer = ("-CA", authority.certificate, "-CAkey", authority.key)
    return _request(folder, name, "-x509", *signer, "-addext", extension)


def _request(folder: Path, name: str, *further: str | Path) -> Pair:
    pair = Pair(folder / f"{name}.pem", folder / f"{name}.key")
    subprocess.run(  # noqa: S603 - our own command line
        [  # noqa: S607 - wherever it is installed
            "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", f"/CN={name}", "-keyout", pair.key, "-out", pair.certificate,
            *further,
        ],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return pair
