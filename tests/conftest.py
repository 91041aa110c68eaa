"""What many tests share: the folder of data sets, and the shipped encoder."""

import os
from pathlib import Path

import pytest

from onrecord.encoder import Encoder, load

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of the data sets that are no part of the repository.

    Where it is missing the test is skipped, and says so; under CI it fails, so that no run is green
    for want of data.
    """
    folder = Path(os.environ.get("ONRECORD_SHARED") or REPOSITORY.parent / "shared" / "data")
    if not folder.is_dir():
        reason = f"the data sets are not at {folder}; ONRECORD_SHARED names another place"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    """The encoder of the bundle that ships with the package."""
    return load()
