"""Connections are encrypted, and only servers that are trusted are talked to."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from steelyard_client import Tls, Unavailable
from steelyard_client.tls import system_roots

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.certificates import Certificates, make_certificates
from tests.integration.client.scripted_server import RunningServer, ScriptedServicer, serving

BEGIN = b"-----BEGIN CERTIFICATE-----"
COUNT: Ask = lambda client: client.count("x", model="m", deadline_seconds=5)  # noqa: E731 - a call is a value here


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def tls_server(certificates: Certificates, servicer: ScriptedServicer) -> Iterator[RunningServer]:
    """A server with a certificate of the authority."""
    with serving(servicer, credentials=certificates.server_credentials()) as running:
        yield running


def test_authority_of_its_own_is_trusted(
    kind: Kind, tls_server: RunningServer, servicer: ScriptedServicer, certificates: Certificates
) -> None:
    """A server whose authority is given is talked to."""
    tls = Tls.from_files(root_certificates=certificates.authority.certificate)
    expected = 1

    ask(kind, tls_server.address, COUNT, tls=tls)

    assert expected == len(servicer.requests)


def test_unknown_authority_is_not_trusted(
    kind: Kind, tls_server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A server that only its own authority vouches for gets nothing to read."""
    with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
        ask(kind, tls_server.address, COUNT, tls=Tls(), retry=None)

    assert not servicer.requests


def test_server_of_another_name_is_not_trusted(
    kind: Kind, tls_server: RunningServer, certificates: Certificates
) -> None:
    """A certificate for another name is worth nothing."""
    tls = Tls.from_files(
        root_certificates=certificates.authority.certificate, server_name="other.example"
    )

    with pytest.raises(Unavailable, match="Hostname Verification"):
        ask(kind, tls_server.address, COUNT, tls=tls, retry=None)


def test_name_of_the_certificate_can_be_given(
    kind: Kind, tls_server: RunningServer, servicer: ScriptedServicer, certificates: Certificates
) -> None:
    """A server can be reached by an address that its certificate does not name."""
    tls = Tls.from_files(
        root_certificates=certificates.authority.certificate, server_name="localhost"
    )
    expected = 1

    ask(kind, tls_server.address, COUNT, tls=tls)

    assert expected == len(servicer.requests)


def test_client_presents_its_certificate(
    kind: Kind, servicer: ScriptedServicer, certificates: Certificates
) -> None:
    """A server that asks for a certificate gets it."""
    tls = Tls.from_files(
        root_certificates=certificates.authority.certificate,
        certificate_chain=certificates.client.certificate,
        private_key=certificates.client.key,
    )
    expected = 1

    with serving(
        servicer, credentials=certificates.server_credentials(asks_clients=True)
    ) as asking:
        ask(kind, asking.address, COUNT, tls=tls)

    assert expected == len(servicer.requests)


def test_client_without_certificate_is_refused(
    kind: Kind, servicer: ScriptedServicer, certificates: Certificates
) -> None:
    """A server that asks for a certificate answers nobody else."""
    tls = Tls.from_files(root_certificates=certificates.authority.certificate)

    with (
        serving(servicer, credentials=certificates.server_credentials(asks_clients=True)) as asking,
        pytest.raises(Unavailable),
    ):
        ask(kind, asking.address, COUNT, tls=tls, retry=None)

    assert not servicer.requests


@pytest.mark.parametrize("given", [{"certificate_chain": b"x"}, {"private_key": b"x"}])
def test_certificate_and_key_belong_together(given: dict[str, bytes]) -> None:
    """One without the other is a mistake."""
    with pytest.raises(ValueError, match="private key"):
        Tls(**given)  # type: ignore[arg-type]  # none of them is a name


def test_private_key_is_not_shown() -> None:
    """What is printed of the options holds no key."""
    tls = Tls(certificate_chain=b"chain", private_key=b"secret")

    shown = repr(tls)

    assert "secret" not in shown


def test_roots_of_the_system_are_found() -> None:
    """Where Python knows certificates of the system, so does the client."""
    roots = system_roots()
    if roots is None:
        pytest.skip("this machine has no certificates of its own")

    assert BEGIN in roots


def test_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A path that is wrong is noticed when the options are made, not at the first call."""
    with pytest.raises(FileNotFoundError):
        Tls.from_files(root_certificates=tmp_path / "none.pem")
