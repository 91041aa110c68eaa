"""Packages that only some forms need: they are optional, and come when they are asked for."""

from importlib import import_module
from typing import Any

from onrecord.errors import MissingPackageError


def needed(module: str, extra: str) -> Any:
    """The module, imported. Raises MissingPackageError, which names the command that installs it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        package = module.partition(".")[0]
        if error.name is None or error.name.partition(".")[0] != package:
            raise  # it is there, and itself misses something
        raise MissingPackageError(package, extra) from error
