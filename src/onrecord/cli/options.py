"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class To(StrEnum):
    """The forms of output."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SCHEMA_ORG = "schema-org"
    WEB_ANNOTATION = "web-annotation"
    BRAT = "brat"
    CITRON = "citron"


class Found(StrEnum):
    """The forms of what a search found: those of single statements."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"


class Reckoned(StrEnum):
    """The forms of what is reckoned from many statements."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class Export(StrEnum):
    """The forms of export."""

    JSONL = "jsonl"
    CSV = "csv"
    PARQUET = "parquet"
    SCHEMA_ORG = "schema-org"
    WEB_ANNOTATION = "web-annotation"
    BRAT = "brat"
    CITRON = "citron"


class Told(StrEnum):
    """The forms of utterances."""

    TABLE = "table"
    JSONL = "jsonl"


class From(StrEnum):
    """The forms of other programs' annotations."""

    BRAT = "brat"
    WEB_ANNOTATION = "web-annotation"
    CITRON = "citron"
    JSONL = "jsonl"


class Kind(StrEnum):
    """The kinds of statement."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """How a statement stands to its target."""

    FOR = "for"
    AGAINST = "against"


class Review(StrEnum):
    """What people said of a statement."""

    UNREVIEWED = "unreviewed"
    REVIEWED = "reviewed"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    ADDED = "added"
    REJECTED = "rejected"


class Type(StrEnum):
    """The types of speaker."""

    PERSON = "person"
    ORGANIZATION = "organization"
    COUNTRY = "country"
    GROUP = "group"
    UNNAMED = "unnamed"
    DOCUMENT = "document"


def quoted(words: str) -> str:
    """An argument with spaces was quoted at the shell: it is a phrase."""
    return f'"{words}"' if " " in words and '"' not in words else words


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
Output = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        show_default=False,
        help="Where to write: a file, of brat a new folder. Without it, standard output.",
    ),
]
FORMS = (
    "jsonl, schema-org (JSON-LD), web-annotation (JSON-LD) and citron are a line an article; csv and parquet "
    "a row a statement; brat a folder of files. parquet and brat need --output."
)
Debug = Annotated[
    bool, typer.Option("--debug", callback=set_debug, is_eager=True, help="Show where an error arose.")
]
DEFAULT_RECORD = "onrecord.db"
