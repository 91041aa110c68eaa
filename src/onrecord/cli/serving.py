"""The commands that show the record in a browser: `serve`, and `report`, one file that can be mailed."""

import getpass
import os
import re
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace
from onrecord.cli.output import plain_words, progressed
from onrecord.cli.writing import write_lines
from onrecord.errors import OnrecordError, PageError

SERVE = (
    "Open the record in the browser: articles with every statement marked, search, speakers, review. Only "
    "this computer reaches it, unless --host says otherwise, which needs a password. Ctrl-C ends it."
)
REVIEWER, READER = "ONRECORD_PASSWORD", "ONRECORD_READER_PASSWORD"
SHORTEST = 8
REPORT = (
    "Read pages into one HTML file that shows them with every statement marked. It opens from a disk or a "
    "mail, asks nobody for anything, and nothing is kept in the record."
)


def serve(
    record: RecordPlace = DEFAULT_RECORD,
    host: Annotated[str, typer.Option(help="The address to answer at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 for any that is free.")] = 8000,
    url: Annotated[
        str,
        typer.Option(
            metavar="URL",
            show_default=False,
            help="Where others find the site, if a server for HTTPS on this computer stands before it.",
        ),
    ] = "",
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody change anything.")] = False,
    password_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help=f"The password of reviewers, who may do all; or in the environment's {REVIEWER}.",
        ),
    ] = None,
    reader_password_file: Annotated[
        Path | None,
        typer.Option(metavar="FILE", show_default=False, help=f"That of readers; or {READER}."),
    ] = None,
    bundle: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="The encoder, for pages that are added.")
    ] = "small",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Fetch private and local addresses, too.")
    ] = False,
    debug: Debug = False,
) -> None:
    with plain_words():
        from onrecord.web import Settings, check_installed
        from onrecord.web.settings import is_loopback

        check_installed()
        given = {
            "reader": _password(reader_password_file, READER),
            "reviewer": _password(password_file, REVIEWER),
        }
        public = _origin(url)
        if (public or not is_loopback(host)) and not any(given.values()):
            raise OnrecordError(
                f"others can reach {public or host}, so a password is needed: put one into a file and name "
                f"it with --password-file, or set {REVIEWER}",
                step="serve",
            )
        from onrecord.web.passwords import scrambled
        from onrecord.web.serving import serve as served

        settings = Settings(
            record=record,
            host=host,
            port=port,
            url=public,
            read_only=read_only,
            passwords={role: scrambled(words) for role, words in given.items() if words},  # type: ignore[misc]
            by=_user(),
            bundle=bundle,
            allow_private=allow_private,
        )
        with suppress(KeyboardInterrupt):  # the way to end it
            served(settings, lambda url: typer.echo(f"{url}\nCtrl-C ends it.", err=True))


def report(
    pages: Annotated[
        list[str],
        typer.Argument(
            metavar="PAGE", show_default=False, help="Files, folders, URLs, or - for standard input."
        ),
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FILE", show_default=False, help="The file to write.")
    ],
    title: Annotated[str, typer.Option(help="What stands above several articles.")] = "",
    bundle: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="The encoder: one that is shipped, or a folder.")
    ] = "small",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask private and local addresses, too.")
    ] = False,
    debug: Debug = False,
) -> None:
    with plain_words():
        from onrecord.web import check_installed

        check_installed()
        from onrecord.bulk import read_all
        from onrecord.page.fetch import pages_at
        from onrecord.share import printable
        from onrecord.web.report import report as reported

        stdin = sys.stdin.buffer if "-" in pages else None
        with (
            closing(pages_at(*pages, allow_private=allow_private, stdin=stdin)) as found,
            closing(read_all(found, bundle=bundle)) as readings,
        ):
            outcomes = [outcome for _, outcome in progressed(readings, "pages", beside_data=True)]
        failures = [each for each in outcomes if isinstance(each, PageError)]
        for failure in failures:
            typer.echo(printable(str(failure)), err=True)
        write_lines([reported(outcomes, title)], output)
        number = len(outcomes) - len(failures)
        typer.echo(f"{number:,} page{'' if number == 1 else 's'} in {output}.", err=True)
        if failures:
            raise typer.Exit(1)


def _origin(url: str) -> str:
    """Scheme and host of the URL that others find the site at, as browsers tell them; "" for none. Raises
    OnrecordError."""
    if not url:
        return ""
    import httpx  # which knows how browsers write names of other letters

    try:
        parts = urlsplit(url.strip())
        default = {"https": 443, "http": 80}.get(parts.scheme)
        port = "" if parts.port in (None, default) else f":{parts.port}"
        named = httpx.URL(f"{parts.scheme}://{parts.hostname or ''}").raw_host.decode()
        host = named if re.fullmatch(r"[a-z0-9_.-]+", named) else ""
    except (ValueError, httpx.InvalidURL) as error:
        raise OnrecordError(f"--url {url!r} is no URL: {error}", step="serve") from error
    if default is None or not host or parts.username is not None:
        raise OnrecordError(
            f"--url {url!r} has to be like https://record.example.org: scheme and host, perhaps a port",
            step="serve",
        )
    if parts.path not in ("", "/") or parts.query or parts.fragment:
        raise OnrecordError(
            f"--url {url!r} has a path: the site needs a host of its own, such as record.example.org",
            step="serve",
        )
    return f"{parts.scheme}://{host}{port}"


def _password(path: Path | None, variable: str) -> str:
    """The password in a file's first line, or else in the environment; "" for none. Raises OnrecordError."""
    if path is None:
        found = os.environ.get(variable, "")
    else:
        try:
            found = next(iter(path.read_text("utf-8").splitlines()), "")
        except (OSError, UnicodeError) as error:
            raise OnrecordError(f"{path} cannot be read: {error}", step="serve") from error
        if not found:
            raise OnrecordError(f"{path} is empty: its first line has to be the password", step="serve")
    if found and len(found) < SHORTEST:
        raise OnrecordError(f"the password is too short: {SHORTEST} characters at least", step="serve")
    return found


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "somebody at this computer"
