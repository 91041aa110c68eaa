"""Noun phrases without a name that "they" and "it" may take up: "union leaders", "the committee".

Names are the cast's affair, and descriptions that begin a sentence are found where "he" is followed; what
stands elsewhere is a candidate only where the encoder's pointer falls on it.
"""

from collections.abc import Iterator, Sequence

from onrecord.nouns import Mention, Span, Speaker
from onrecord.speaker.phrases import Item, items_of, type_of
from onrecord.speaker.scene import Scene, Turn
from onrecord.speaker.tables import Lexicon, fold, lexicon

BACK = 400
"""Code points before a pronoun in which its phrase stands."""
ENDINGS = (
    *("al", "ic", "ive", "ous", "ary", "ish", "ior", "wing", "right", "'s"),
    *("ist", "tion", "sion", "ment", "ness", "ity", "ance", "ence", "age", "ure", "ism"),
)
"""Of adjectives, and of nouns that stand before others."""
LONGEST = 6
"""Words of a phrase before its head."""
PARTIES = frozenset(
    {"republicans", "democrats", "conservatives", "liberals", "socialists", "greens", "tories"}
)


def phrases_before(scene: Scene, kind: str, place: Span) -> Iterator[Turn]:
    """The phrases before a plural or neuter pronoun whose head may be meant by it, as turns to take up."""
    table = lexicon()
    start = max(0, place.start - BACK)
    quotation = scene.layout.quotation(place.start)
    items = items_of(scene.text, (Span(start, place.start),), scene.cast)
    for number, item in enumerate(items):
        word = fold(item.text).strip(".,")
        if item.name >= 0 or not _heads(items, number, table) or not _suits(word, kind, table):
            continue
        if scene.layout.quotation(item.span.start) not in (-1, quotation):
            continue
        begin = begin_of(scene.text, items, number)
        span = Span(items[begin].span.start, item.span.end)
        words = [fold(i.text) for i in items[begin : number + 1]]
        sort = type_of(words, table)
        name = " ".join(span.of(scene.text).split())
        speaker = Speaker(name, "group" if kind == "plural" else sort, (Mention(span, "description"),))
        yield Turn(None, speaker, None, span.start, place=span)


def _suits(word: str, kind: str, table: Lexicon) -> bool:
    if kind == "plural":
        return (
            word in table.plural_roles
            or word in table.groups
            or word in table.plural_organizations
            or word in PARTIES
        )
    return word in table.organizations or word in table.documents


def _heads(items: Sequence[Item], number: int, table: Lexicon) -> bool:
    """Whether a word ends its phrase: the next is no noun that it stands before."""
    if number + 1 >= len(items):
        return True
    following = items[number + 1]
    word = fold(following.text)
    if following.name >= 0 or not following.text[0].isalnum():
        return True
    return not (
        word in table.roles
        or word in table.plural_roles
        or word in table.groups
        or word in table.organizations
        or word in table.documents
    )


def begin_of(text: str, items: Sequence[Item], number: int) -> int:
    """The number of the item with which a head's phrase begins: back over adjectives, nouns, possessors and
    names, up to a determiner, a sign or a verb."""
    table = lexicon()
    begin = number
    while begin > 0 and number - begin < LONGEST:
        before = items[begin - 1]
        word = fold(before.text)
        if text[before.span.end : items[begin].span.start].strip(" \u00a0'\u2019s"):
            break
        if not before.text[0].isalnum() or word in table.definite | table.indefinite:
            break  # the name goes without its article
        if before.name < 0 and (word in table.breaks | table.prepositions | table.never):
            break
        if before.name < 0 and not (word in table.adjectives or _nominal(before.text, table)):
            break
        begin -= 1
    both = (
        begin > 1
        and fold(items[begin - 1].text) == "and"
        and _suits(fold(items[number].text), "plural", table)
    )
    if both and items[begin - 2].name < 0 and _suits(fold(items[begin - 2].text), "plural", table):
        return begin_of(text, items, begin - 2)  # "activists and thinkers"
    return begin


def _nominal(text: str, table: Lexicon) -> bool:
    """Whether a word may stand before a head: a capitalised one, a noun of the tables."""
    word = fold(text)
    return (
        text[0].isupper()
        or text[0].isdigit()
        or word in table.roles
        or word in table.organizations
        or word in table.documents
        or word.endswith(ENDINGS)
    ) and word not in table.never
