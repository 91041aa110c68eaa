"""The examples with curl, in the docs and on the page of the API, do what they say."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from onrecord.errors import FetchError
from onrecord.identity import article_id
from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.adding import Queue
from tests.web.sites import REPOSITORY, Running, running

DOCS = (REPOSITORY / "docs" / "API.md").read_text("utf-8")
EXAMPLES = re.findall(r"^ {4}(curl .+)$", DOCS, re.M)
AT = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def changed(filled_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A server on a record of its own."""
    place = shutil.copyfile(filled_record, tmp_path_factory.mktemp("examples") / "own.db")
    with running(Settings(record=str(place))) as site, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "_fetched", lambda _, at: FetchError("not asked", page=at, step="fetch"))
        yield site


@pytest.fixture(scope="module")
def names(filled_record: Path) -> dict[str, str]:
    """What the examples have in the place of ids and names."""
    with Record(filled_record, create=False) as record:
        article = record.article("press-conference.html").reading.article
        speaker = record.speakers(limit=1)[0].name
        network = record.network()
        ends, edge = {each.id: each.party.identity for each in network.nodes}, network.sides[0]
        return {
            "STATEMENT": record.search("", limit=1)[0].id,
            "OTHER": record.search("", limit=1, offset=1)[0].id,
            "ARTICLE": article_id(article),
            "SPEAKER": speaker,
            "ONE": ends[edge.source],
            "TARGET": ends[edge.target],
        }


def asked(example: str, site: Running, names: dict[str, str]) -> int:
    """The status of what a shell gets of an example."""
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    command = re.sub(r"^curl ", "curl -s -o /dev/null -w '%{http_code}' ", example).replace(AT, site.url)
    found = subprocess.run(
        ["bash", "-c", command], env={**names, "PATH": "/usr/bin:/bin"}, cwd=REPOSITORY, capture_output=True
    )
    assert found.returncode == 0, found.stderr
    return int(found.stdout)


def test_examples_in_the_docs(changed: Running, names: dict[str, str]) -> None:
    assert len(EXAMPLES) > 12
    for example in EXAMPLES:
        assert asked(example, changed, names) in (200, 201, 202), example


def test_examples_on_the_page(changed: Running, names: dict[str, str]) -> None:
    """Ids in them are made up, so that those may not be found; but all is asked as it has to be."""
    page = httpx.get(f"{changed.url}api").text
    examples = [unescape(each) for each in re.findall(r"<code>(curl .*?)</code>", page, re.S)]
    document = httpx.get(f"{changed.url}api/v1/openapi.json").json()
    assert len(examples) == sum(map(len, document["paths"].values()))
    for example in examples:
        if '"url"' not in example:  # that one would ask the web
            assert asked(example, changed, names) in (200, 201, 202, 404, 409), example


def test_the_docs_name_the_limits() -> None:
    from onrecord.record.facets import MOST
    from onrecord.web.api.answers import MOST_AT_ONCE
    from onrecord.web.taking import LONGEST_TEXT

    assert f"at most {MOST_AT_ONCE}" in DOCS
    assert f"{LONGEST_TEXT:,} characters" in DOCS
    assert f"looks at {MOST:,} statements at most" in DOCS
    assert json.loads(re.findall(r"-d '(\{.*?\})'", DOCS)[0])["text"]
