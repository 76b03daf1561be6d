"""A town anew for each test."""

import pytest
from tests.privacy.consents.town import Town

from commgov.core import MemoryStreams
from commgov.privacy.keys import MemorySecretStore


@pytest.fixture
def town() -> Town:
    return Town(MemoryStreams(), MemorySecretStore())
