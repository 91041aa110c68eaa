"""Where a record is, by what a user names: a file, or the URL of a database."""

import re
from pathlib import Path

from onrecord.record.database import Database

PASSWORD = re.compile("(?<=://)([^:@/?]*):[^@]*@|(password=)[^&]*")
SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")


def opened(place: Path | str, *, create: bool, wait: float) -> Database:
    """The database at a path or URL, its tables brought up to this program's.

    `wait` is how long to wait for another writer, in seconds. Raises RecordError.
    """
    if is_url(place):
        from onrecord.record.postgresql import Postgresql  # what it needs may not be installed

        return Postgresql(str(place), shown(place), create=create, wait=wait)
    from onrecord.record.sqlite import Sqlite

    return Sqlite(Path(place).absolute(), create=create, wait=wait)


def is_url(place: Path | str) -> bool:
    """Whether a place is the URL of a database, and no path of a file."""
    return isinstance(place, str) and place.partition("://")[0] in SCHEMES and "://" in place


def shown(place: Path | str) -> str:
    """A place as a person may read it: without a password."""
    if not is_url(place):
        return str(place)
    return PASSWORD.sub(lambda found: f"{found[1]}:***@" if found[2] is None else "password=***", str(place))
