"""Names that stand in or right behind a source whose head is none: "the governor, Jane Doe", "Secretary of
State Jane Doe", and the source "his daughter" in "his daughter, Jane, said"."""

import re
from collections.abc import Sequence

from onrecord.nouns import Attribution
from onrecord.speaker.cast import Cast
from onrecord.speaker.phrases import Item, Phrase, gender_told, type_of
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import fold, lexicon

CLOSING = (",", "(", "\u2014", "\u2013", "of")
BEHIND = re.compile(r"\s?, ")
AFTER = re.compile(r", (?:and|or|&) ")
LAST_WORDS = re.compile(r"(\w+\.?) (\w+\.?)\s?\Z")


def name_within(scene: Scene, phrase: Phrase) -> int | None:
    """The number of the name that says who a description within a source is."""
    found = _behind_office(scene, phrase)
    if found is None:
        found = _name_after(phrase, scene.cast)
    return _headed(scene, phrase) if found is None else found


def _name_after(phrase: Phrase, cast: Cast) -> int | None:
    """For "the governor, Jane Doe," and "a lawyer for the family, Jane Doe": a name alone after a comma."""
    rest = phrase.rest
    if len(rest) > 1 and fold(rest[0].text) in ("called", "named", "dubbed") and rest[1].name >= 0:
        return rest[1].name
    if type_of(phrase.words, lexicon()) != "unnamed":
        return None
    for number, item in enumerate(rest):
        if item.name >= 0 and number and cast.names[item.name].told and _apposed(rest[:number], cast):
            return item.name
    for number, item in enumerate(rest[:-1]):
        at = _past_noun(rest, number + 1) if item.text == "," else len(rest)
        closing = rest[at + 1].text if at + 1 < len(rest) else ","
        if at < len(rest) and rest[at].name >= 0 and closing in CLOSING:
            name = cast.names[rest[at].name]
            if name.sort in ("person", "unknown") and not rest[at].possessive:
                return rest[at].name
    return None


def _past_noun(rest: Sequence[Item], at: int) -> int:
    """Past the words of a trade before a name, which no table may know: "Its head, hydrologist Jane Doe,"."""
    table, end = lexicon(), at
    while end < len(rest) and end - at < 3 and rest[end].name < 0 and rest[end].text.islower():
        word = fold(rest[end].text)
        if word in table.breaks | table.prepositions | table.never | {"and"} or not word.isalpha():
            return at
        end += 1
    return end


def _apposed(items: Sequence[Item], cast: Cast) -> bool:
    """True for what stands before the name in "a friend, former Ohio teacher Jane Doe": an office."""
    comma = next((n for n in range(len(items) - 1, -1, -1) if items[n].text == ","), -1)
    between = items[comma + 1 :]
    return (
        comma >= 0 and len(between) <= 6 and all(_of_office(item, cast) for item in between) and bool(between)
    )


def _of_office(item: Item, cast: Cast) -> bool:
    """Whether a word may stand in an office before its holder's name: no sign, no clause, no other person."""
    if item.name >= 0:
        return cast.names[item.name].sort in ("place", "country")
    return item.text[0].isalnum() and fold(item.text) not in lexicon().breaks


def _behind_office(scene: Scene, phrase: Phrase) -> int | None:
    """For "secretary of state Jane Doe" and "Minister for Health Mr. Doe", not for "a lawyer for Mr. Doe"."""
    table = lexicon()
    rest = phrase.rest
    if not rest or fold(rest[0].text) not in ("of", "for") or type_of(phrase.words, table) != "unnamed":
        return None
    number = next((n for n, item in enumerate(rest) if item.name >= 0), len(rest))
    if number == len(rest) or rest[number].possessive:
        return None
    name = scene.cast.names[rest[number].name]
    field = " ".join(fold(item.text) for item in rest[1:number])
    if field in table.portfolios and name.sort in ("person", "unknown"):
        return rest[number].name
    ahead = LAST_WORDS.search(scene.text, max(0, name.span.start - 40), name.span.start)
    titled = ahead is not None and fold(ahead.group(2)).strip(".") in table.courtesy
    ministry = ahead is not None and ahead.group(1)[0].isupper() and fold(ahead.group(1)) not in table.never
    return rest[number].name if titled and ministry else None


def _headed(scene: Scene, phrase: Phrase) -> int | None:
    """Names that begin or end a source that is no phrase of its own.

    "Jane Doe Slams Acme CEO" is a headline's subject with what follows; "wife and current nominee Jane
    Doe" ends with the one it describes.
    """
    first, last = phrase.items[0], (phrase.items + phrase.rest)[-1]
    if first.name >= 0 and not first.possessive and scene.titled(first.span.start):
        figure = scene.bearer(first.name)
        if figure is not None and figure.sort == "person" and len(phrase.items) > 2:
            return first.name
    rest = phrase.rest[:-1]
    offices = all(item.name < 0 and type_of([fold(item.text)], lexicon()) == "unnamed" for item in rest[1:])
    told = last.name >= 0 and bool(scene.cast.names[last.name].told)
    if last.name >= 0 and not last.possessive and rest and fold(rest[0].text) == "and" and (offices or told):
        figure = scene.bearer(last.name)
        one = type_of(phrase.words, lexicon()) == "unnamed" and len(rest) > 1
        return last.name if one and figure is not None and figure.sort == "person" else None
    return None


def name_behind(scene: Scene, attribution: Attribution, phrase: Phrase) -> int | None:
    """The name in apposition right behind a source that describes one person: "his daughter", Jane, said.

    It stands between commas; what goes on after the second with "and" or another name is a list.
    """
    table = lexicon()
    words, end = phrase.words, attribution.source[-1].end
    opening = BEHIND.match(scene.text, end)
    one = words[0] in table.definite | table.owners or any(item.possessive for item in phrase.items[:-1])
    named = any(item.name >= 0 for item in phrase.rest)
    if opening is None or not one or named or type_of(words, table) != "unnamed":
        return None
    for number in scene.cast.between(opening.end(), opening.end() + 1):
        name, figure = scene.cast.names[number], scene.bearer(number)
        after = name.span.end
        if figure is None or figure.sort not in ("person", "unknown") or scene.text[after : after + 1] != ",":
            return None
        listed = AFTER.match(scene.text, after) or len(scene.cast.between(after + 2, after + 3))
        spoken = any(s <= name.span.start < e for s, e in attribution.content)
        gender = gender_told(words, table)
        other = gender is not None and figure.gender not in (None, gender)
        return None if listed or spoken or other else number
    return None
