"""The URLs of all views, for the tests that every view has to pass. A new view adds its line here."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from onrecord.identity import article_id
from onrecord.record import Record


def _article(record: Record) -> str:
    return f"articles/{article_id(record.article('press-conference.html').reading.article)}"


def _statement(record: Record) -> str:
    return f"statements/{record.search('', limit=1)[0].id}"


def _edge(record: Record) -> str:
    found = record.network()
    parties = {node.id: node.party.identity for node in found.nodes}
    side = max(found.sides, key=lambda each: len(each.statements))
    return f"network/edge?{urlencode({'one': parties[side.source], 'other': parties[side.target]})}"


VIEWS: dict[str, Callable[[Record], str]] = {
    "overview": lambda record: "",
    "add": lambda record: "add",
    "article": _article,
    "statement": _statement,
    "a missed statement": lambda record: f"{_article(record)}/missed?content=1900-1990",
    "changes": lambda record: f"{_article(record)}/changes?old=1&new=2",
    "one version": lambda record: (
        f"articles/{article_id(record.article('live-blog.html').reading.article)}/changes"
    ),
    "search": lambda record: "search",
    "search for words": lambda record: "search?words=the&speaker_type=person&sort=surest&page=2",
    "speakers": lambda record: "speakers",
    "speaker": lambda record: "speakers/Oskar%20Brandvold?type=person",
    "utterances": lambda record: "utterances",
    "utterance": lambda record: _statement(record).replace("statements", "utterances"),
    "namesakes": lambda record: "speakers/Quillfeather",
    "no such speaker": lambda record: "speakers/Nobody",
    "network": lambda record: "network",
    "network with filters": lambda record: "network?speaker_type=person&act=state&outlet=nowhere&odd=1",
    "edge": _edge,
    "api": lambda record: "api",
    "review": lambda record: "review",
    "review of a statement": lambda record: f"review?statement={_statement(record)[11:]}&whole=1",
    "review without any": lambda record: "review?words=nothingofthekind",
    "no such page": lambda record: "nowhere",
}


def path_of(view: str, record: Path) -> str:
    """The path of a view on this record, without the slash before it."""
    with Record(record, create=False) as opened:
        return VIEWS[view](opened)
