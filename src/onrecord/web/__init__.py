"""The face: the record as pages in a browser, and one reading as a file that can be mailed.

    settings ──► app ──► guard (who may ask) ──► views/*: the record's values ──► one context ──► template

A view is one module of `views/`: a router, a frozen context, and a pure function that makes the context of
the record's values. docs/WEB.md tells how to add one. What it needs beside the program is the extra `web`.
"""

from typing import TYPE_CHECKING

from onrecord.share.packages import needed
from onrecord.web.settings import Credentials, Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

__all__ = ["Credentials", "Settings", "app_of", "check_installed"]


def app_of(settings: Settings) -> "FastAPI":
    """The site on a record. Raises MissingPackageError and RecordError."""
    check_installed()
    from onrecord.web.app import made

    return made(settings)


def check_installed() -> None:
    """Raises MissingPackageError, which names the command that installs what is missing."""
    for module in ("fastapi", "uvicorn", "jinja2", "python_multipart"):
        needed(module, "web")
