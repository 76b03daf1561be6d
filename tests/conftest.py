"""What all tests share."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Nothing here asserts a time: examples may take long on a busy machine, and so may drawing them.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared real data beside the checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared real data is not beside this checkout")
    return folder
