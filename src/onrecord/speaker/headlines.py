"""Names in headlines, where every word may bear a capital: the body's, and what a given name begins."""

from collections.abc import Iterator, Sequence

from onrecord.nouns import Article, Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.mentions import Name, Sort
from onrecord.speaker.names import Key, key_of
from onrecord.speaker.runs import Word, capitalised
from onrecord.speaker.tables import Lexicon, lexicon


def names_in_headlines(
    article: Article, layout: Layout, cuts: Sequence[int], body: Sequence[Name]
) -> Iterator[Name]:
    """The names in the headlines of an article whose body names `body`."""
    table = lexicon()
    full = {name.key for name in body if len(name.key) > 1}
    surnames = {key[-1] for key in full} | {name.key[0] for name in body if len(name.key) == 1}
    for block in article.blocks:
        if block.role in ("headline", "subheading"):
            for run in capitalised(layout.text, block.span, cuts):
                yield from _titled_run(run, full, surnames, table, layout.text)


def _titled_run(
    run: Sequence[Word], full: set[Key], surnames: set[str], table: Lexicon, text: str
) -> Iterator[Name]:
    at = 0
    while at < len(run):
        size = _known(run, at, full, surnames, table)
        if size:
            words = run[at : at + size]
            span = Span(words[0].start, words[-1].end)
            key = key_of(word.text for word in words)
            begin = at
            while begin and (run[begin - 1].folded in table.titles or run[begin - 1].folded in table.roles):
                begin -= 1
            after = text[span.end : span.end + 2]
            yield Name(
                span,
                Span(run[begin].start, span.end),
                key,
                _titled_sort(key, table),
                possessive=after in ("'s", "\u2019s"),
                headline=True,
            )
        at += size or 1


def _known(run: Sequence[Word], at: int, full: set[Key], surnames: set[str], table: Lexicon) -> int:
    """How many words of the run from `at` on are a name; 0 for none."""
    for size in range(min(5, len(run) - at), 1, -1):
        if key_of(word.text for word in run[at : at + size]) in full:
            return size
    word = run[at]
    following = run[at + 1].folded if at + 1 < len(run) else ""
    if word.folded in table.given and following in surnames and following not in table.never:
        return 2
    no_name = table.never | table.adjectives | table.papers
    alone = word.folded in surnames and word.folded not in no_name
    return int(alone or word.folded in table.places or word.folded in table.seats)


def _titled_sort(key: Key, table: Lexicon) -> Sort:
    place = table.places.get(" ".join(key))
    if place is not None and place.relation != "demonym":
        return "country"
    if " ".join(key) in table.seats or key[-1] in table.organizations or key[-1] in table.bodies:
        return "organization"
    return "person" if len(key) > 1 and key[0] in table.given else "unknown"
