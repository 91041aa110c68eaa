"""What tests of the face share: a filled record, a server, a client, and a browser that
fails a test on any error in its console and on any request to another host."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.encoder import Encoder
from onrecord.record import Record
from onrecord.web import Settings
from tests.web.sites import Running, filled, running

pytest.importorskip("fastapi")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def filled_record(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A record with demo pages, two versions of one, and a hostile page. To be copied, not changed."""
    path = tmp_path_factory.mktemp("face") / "filled.db"
    filled(path, encoder)
    return path


@pytest.fixture
def own_record(filled_record: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copyfile(filled_record, tmp_path / "own.db"))


@pytest.fixture
def empty_record(tmp_path: Path) -> Path:
    Record(tmp_path / "empty.db").close()
    return tmp_path / "empty.db"


@pytest.fixture
def client_of() -> Iterator[Callable[..., httpx.Client]]:
    """Makes clients of sites: `client_of(record, **settings)`. They follow no redirects."""
    with ExitStack() as stack:

        def client(record: Path | str, **settings: Any) -> httpx.Client:
            at = stack.enter_context(running(Settings(record=str(record), **settings)))
            return stack.enter_context(httpx.Client(base_url=at.url, timeout=30))

        yield client


@pytest.fixture
def client(site: Running) -> Iterator[httpx.Client]:
    """A client, new to the site on the filled record."""
    with httpx.Client(base_url=site.url, timeout=30) as found:
        yield found


@pytest.fixture(scope="session")
def site(filled_record: Path) -> Iterator[Running]:
    """A server on the filled record, which tests must not change."""
    with running(Settings(record=str(filled_record))) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A browser; skipped, with the reason, where there is none."""
    path = os.environ.get("ONRECORD_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "no browser is installed: apt-get install chromium, or name one in ONRECORD_BROWSER"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture
def tab_of(browser: Any) -> Iterator[Callable[..., Any]]:
    """Makes tabs: `tab_of(color_scheme="dark", java_script_enabled=False, viewport={...})`. When the test
    ends, it fails on errors in their consoles and on requests to other hosts. Statuses of 400 and more,
    which a browser reports there too, are no errors of a page that asked for them."""
    contexts, problems = [], []

    def watch(tab: Any) -> None:
        def console(message: Any) -> None:
            if message.type in ("error", "warning") and "server responded with a status" not in message.text:
                problems.append(f"console: {message.text}")

        def asked(request: Any) -> None:
            if not request.url.startswith(("http://127.0.0.1:", "data:", "file://", "blob:")):
                problems.append(f"another host: {request.url}")

        tab.on("console", console)
        tab.on("pageerror", lambda error: problems.append(f"script: {error}"))
        tab.on("request", asked)

    def made(**options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}} | options)
        contexts.append(context)
        context.on("page", watch)
        context.set_default_timeout(15_000)
        return context.new_page()

    yield made
    for context in contexts:
        context.close()
    assert not problems, problems


@pytest.fixture
def tab(tab_of: Callable[..., Any]) -> Any:
    """A wide tab in light colours."""
    return tab_of(color_scheme="light")


@pytest.fixture
def axe() -> Callable[[Any], list[str]]:
    """What axe-core finds serious or critical in a tab's page, a line each."""
    axe_playwright = pytest.importorskip("axe_playwright_python.sync_playwright")

    def found(tab: Any) -> list[str]:
        # The script is put in by the browser's own way, which no policy of the page forbids.
        results = axe_playwright.Axe().run(tab).response["violations"]
        return [
            f"{each['id']}: {each['help']}: {node['target']} {node.get('failureSummary', '')}"
            for each in results
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]

    return found
