"""A community that issues certificates: its key, its register, a year of services; all invented."""

from datetime import UTC, date, datetime, timedelta

import pytest

from commgov.incentives.certificates import Certificate, CertificateLine, CertificateRegister, Issuer
from commgov.seal import SigningKey

NOON = datetime(2027, 1, 4, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def key() -> SigningKey:
    return SigningKey(bytes(range(32)))


@pytest.fixture(scope="session")
def issuer(key) -> Issuer:
    return Issuer(key.verifying_key.to_did(), "社区B居民委员会", "officer-1", "officer-7", "苑区路1号服务站")


@pytest.fixture(scope="session")
def trusted(key, issuer) -> dict:
    return {issuer.id: [key.verifying_key]}


@pytest.fixture(scope="session")
def certificate(issuer) -> Certificate:
    lines = tuple(
        CertificateLine(date(2026, 3, day), place, kind, minutes)
        for day, place, kind, minutes in [
            (2, "网格党支部", "帮扶老人", 50),
            (9, "grid branch", "errand", 90),
            (16, "楼栋党小组", "环境整治", 120),
        ]
    )
    year = (date(2026, 1, 1), date(2026, 12, 31))
    return Certificate("B-2027-17", "m-17", issuer, *year, NOON, lines, holder="Holder A")


@pytest.fixture
def register() -> CertificateRegister:
    return CertificateRegister("https://b.example/status/1")


@pytest.fixture(scope="session")
def noon() -> datetime:
    return NOON


@pytest.fixture(scope="session")
def day() -> timedelta:
    return timedelta(days=1)
