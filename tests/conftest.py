"""What many tests share: the folder of data sets, the shipped encoder, and the stores of a record."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from onrecord.encoder import Encoder, load
from tests.postgresql import MissingError, Server, server
from tests.stores import Databases, Files, Place, Stores, kept

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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A PostgreSQL server of the tests' own; skipped, with the reason, where there can be none."""
    pytest.importorskip("psycopg")
    try:
        with server() as running:
            yield running
    except MissingError as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error), pytrace=False)
        pytest.skip(str(error))


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Stores:
    """Each kind of database that a record may be kept in."""
    if request.param == "sqlite":
        return Files(tmp_path_factory.mktemp("stores"))
    return Databases(request.getfixturevalue("postgresql"))


@pytest.fixture
def place(stores: Stores) -> Iterator[Place]:
    """Where an empty record is kept."""
    with kept(stores) as found:
        yield found


@pytest.fixture
def places(stores: Stores) -> Iterator[Callable[[], Place]]:
    """As many places of empty records as a test asks for."""
    found: list[Place] = []

    def another() -> Place:
        found.append(stores.empty())
        return found[-1]

    yield another
    for each in found:
        stores.remove(each)
