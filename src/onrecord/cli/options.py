"""Options that several commands share."""

from enum import StrEnum
from typing import Annotated

import typer


class To(StrEnum):
    """The forms of output."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class Export(StrEnum):
    """The forms of export."""

    JSONL = "jsonl"
    CSV = "csv"


class Kind(StrEnum):
    """The kinds of statement."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """How a statement stands to its target."""

    FOR = "for"
    AGAINST = "against"


class Type(StrEnum):
    """The types of speaker."""

    PERSON = "person"
    ORGANIZATION = "organization"
    COUNTRY = "country"
    GROUP = "group"
    UNNAMED = "unnamed"
    DOCUMENT = "document"


def set_debug(wanted: bool) -> None:
    if wanted:
        import logging

        logging.basicConfig(level=logging.WARNING)
        logging.getLogger("onrecord").setLevel(logging.DEBUG)
        State.debug = True


class State:
    """What holds for the whole run."""

    debug = False


RecordPlace = Annotated[
    str,
    typer.Option(
        "--record", envvar="ONRECORD_RECORD", metavar="FILE|URL", help="The record: a file, or postgresql://…"
    ),
]
Debug = Annotated[
    bool, typer.Option("--debug", callback=set_debug, is_eager=True, help="Show where an error arose.")
]
DEFAULT_RECORD = "onrecord.db"
