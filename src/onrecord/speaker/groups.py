"""Several speakers in one source: "Jane Doe and John Roe", "she and her lawyer", "Doe, Roe and others"."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from onrecord.nouns import Mention, Span, Speaker
from onrecord.speaker.phrases import Item, Phrase, phrase_of, type_of
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import Lexicon, fold, lexicon
from onrecord.speaker.wording import own_words, trimmed

RELATIVE = frozenset({"who", "which", "whose", "that", "whom"})
LEADING = frozenset({"both", "neither", "either"})
JOINING = frozenset({"and", "&", "nor"})
DASHES = ("\u2014", "\u2013", "-", "--")
PARTING = (",", *DASHES)
INCLUDING = frozenset({"including", "like", "such", "among", "especially", "notably"})
Followed = Callable[[Item], Speaker | None]
"""Whom a pronoun at its place means."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of several speakers. `after`: the sign or word before it; `office`: it is one person's office."""

    items: tuple[Item, ...]
    phrase: Phrase
    after: str
    words: str
    speaker: Speaker | None = None
    office: bool = False
    determined: bool = False
    place: bool = False

    def begins_with(self, *articles: str) -> bool:
        """Whether the part begins with one of these articles."""
        return fold(self.items[0].text) in articles


def together(
    scene: Scene, spans: Sequence[Span], items: Sequence[Item], followed: Followed
) -> Speaker | None:
    """Everybody named or told of, in the order of the text; None where the source is one speaker."""
    table = lexicon()
    pieces, joined = _pieces(_of_people(items), scene.titled(items[0].span.start))
    if len(pieces) < 2 or not joined:
        return None
    if any(fold(piece[0].text) in INCLUDING for _, piece in pieces[1:]):
        return own_words(scene.text, spans, ["people"])
    parts = _described([_part(scene, after, piece, followed, table) for after, piece in pieces])
    if len(parts) > 2 and _listed(parts, table):
        parts = parts[1:]
    elif _one_speaker(parts):
        return None
    kept = [part for number, part in enumerate(parts) if not _added(parts, number)]
    named = [part for part in kept if part.speaker is not None]
    names = list(dict.fromkeys(part.speaker.name if part.speaker else part.words for part in kept))
    if len(names) < 2:
        return None
    if not named:
        return own_words(scene.text, spans, ["people"])
    chain = [Mention(Span(*spans[0]), "source")]
    chain += [part.speaker.mentions[-1] for part in named if part.speaker and part.speaker.mentions]
    return Speaker(f"{', '.join(names[:-1])} and {names[-1]}", "group", tuple(dict.fromkeys(chain)))


def _of_people(items: Sequence[Item]) -> list[Item]:
    """The items without relative clauses, "both" and "neither" before and "all" behind them.

    A relative clause ends where ", and" goes on with a name.
    """
    kept: list[Item] = []
    clause = False
    for number, item in enumerate(items):
        if clause and fold(item.text) in JOINING and items[number - 1].text == ",":
            clause = not any(later.name >= 0 for later in items[number + 1 : number + 2])
        clause = clause or (number > 0 and item.name < 0 and fold(item.text) in RELATIVE)
        if not clause and not (number == 0 and item.name < 0 and fold(item.text) in LEADING):
            kept.append(item)
    if len(kept) > 1 and fold(kept[-1].text) in ("all", "both", "each"):
        kept.pop()
    return kept


def _pieces(items: Sequence[Item], titled: bool) -> tuple[list[tuple[str, tuple[Item, ...]]], bool]:
    """What commas and "and" part, each with the sign before it, and whether any joins; in headlines all."""
    pieces: list[tuple[str, tuple[Item, ...]]] = []
    depth, after, joined = 0, "", titled
    current: list[Item] = []
    for number, item in enumerate(items):
        if item.text in "()":
            depth += 1 if item.text == "(" else -1
        elif depth <= 0 and item.text in DASHES and (joined or not current):
            break
        elif depth <= 0 and item.name < 0 and (item.text in PARTING or _joins(items, number)):
            if current:
                pieces.append((after, tuple(current)))
            # ", and" parts more than "and" does.
            sign = "," if item.text in DASHES else "and" if item.text != "," else ","
            after = f"{after if not current else ''}{sign}"
            joined |= item.text not in PARTING
            current = []
        elif depth <= 0:
            current.append(item)
    if current:
        pieces.append((after, tuple(current)))
    return pieces, joined


def _joins(items: Sequence[Item], number: int) -> bool:
    """True for "and", and for "or" between two names."""
    word = fold(items[number].text)
    between = 0 < number < len(items) - 1 and items[number - 1].name >= 0 and items[number + 1].name >= 0
    return word in JOINING or (word == "or" and between)


def _part(scene: Scene, after: str, piece: tuple[Item, ...], followed: Followed, table: Lexicon) -> Part:
    phrase = phrase_of(piece)
    words = trimmed(scene.text[piece[0].span.start : piece[-1].span.end])
    head = phrase.head
    if head is None:
        return Part(piece, phrase, after, words)
    if head.name < 0 and fold(head.text) in table.utterances and len(phrase.items) > 1:
        owner = next((item for item in phrase.items if item.possessive and item.name >= 0), None)
        head = owner or head
    if head.name >= 0:
        return Part(piece, phrase, after, words, _named(scene, head), place=_place(scene, head))
    if len(phrase.items) == 1 and table.pronouns.get(fold(head.text)) in ("male", "female", "first"):
        return Part(piece, phrase, after, words, followed(head), determined=True)
    first = phrase.words[0]
    determined = first in table.definite or first in table.indefinite or first in table.owners
    determined |= any(item.possessive for item in phrase.items[:-1])
    return Part(piece, phrase, after, words, None, type_of(phrase.words, table) == "unnamed", determined)


def _place(scene: Scene, head: Item) -> bool:
    figure = scene.bearer(head.name)
    return figure is not None and figure.sort in ("place", "country")


def _named(scene: Scene, head: Item) -> Speaker:
    figure = scene.bearer(head.name)
    name = scene.cast.names[head.name].span
    if figure is None:
        return Speaker(head.text, "person", (Mention(name, "name in source"),), resolved=False)
    return Speaker(figure.name, figure.type, (Mention(figure.fullest, "same name"),))


def _described(parts: Sequence[Part]) -> list[Part]:
    """The parts without ages, and without offices whose holder is named next: "his wife, Jane Doe,"."""
    parts = [part for part in parts if not part.words.isdigit()]
    kept: list[Part] = []
    for part in parts:
        before = kept[-1] if kept else None
        if before is not None and _holder(part, before) and (len(kept) == 1 or "and" in before.after):
            kept[-1] = replace(part, after=before.after)
            continue
        kept.append(part)
    return kept


def _holder(part: Part, office: Part) -> bool:
    """True where a part names the one whose office stands before it."""
    named = (
        part.speaker is not None and part.speaker.type == "person" and not part.place and part.after == ","
    )
    return named and office.office and office.determined


def _listed(parts: Sequence[Part], table: Lexicon) -> bool:
    """True for "two senators, Jane Doe and John Roe": several by a word, then by their names."""
    first = parts[0]
    several = first.speaker is None and type_of(first.phrase.words or [""], table) == "group"
    sorts = {part.speaker.type if part.speaker and not part.place else None for part in parts[1:]}
    # "officials of Acme, Borax and Cumin" are none of these.
    return (
        several
        and parts[1].after == ","
        and (sorts == {"person"} or (None not in sorts and not first.phrase.rest))
    )


def _one_speaker(parts: Sequence[Part]) -> bool:
    """True for one person by several offices, and where "and" stands within what a speaker is of or does."""
    first, last = parts[0], parts[-1]
    if first.speaker is None:
        inside = bool(first.phrase.rest) and first.phrase.rest[0].text != ","
        two = first.office and len(parts) == 2 and not last.determined and len(last.phrase.items) > 1
        alike = (
            first.office and len(parts) == 2 and last.speaker is None and last.office and not last.determined
        )
        return inside or two or alike
    if first.speaker.type != "person" and parts[1].after == "," and parts[1].begins_with("a", "an"):
        return True
    if first.speaker.type != "person":
        return last.speaker is None and any(part.office and not part.determined for part in parts[1:])
    if last.speaker is None and any(p.office and (not p.determined or p.after == ",") for p in parts[1:]):
        return True
    apposed = any(part.speaker is None and part.office and part.after == "," for part in parts[1:])
    return apposed and not any(_another(parts, number) for number in range(1, len(parts)))


def _another(parts: Sequence[Part], number: int) -> bool:
    """True for a person joined by "and" who is not one of those that what stands before is of or for.

    Not so in "Jane Doe, a lawyer for Smith and Roe".
    """
    part = parts[number]
    within = any(item.name >= 0 for item in parts[number - 1].phrase.rest) and part.after == "and"
    return part.speaker is not None and part.speaker.type == "person" and "and" in part.after and not within


def _added(parts: Sequence[Part], number: int) -> bool:
    """True for what only describes the one beside it: an age, a place, an office between commas."""
    part = parts[number]
    if number and part.after == "," and part.speaker is not None and part.phrase.head is not None:
        return part.place and parts[0].speaker is not None and not parts[0].place
    if not part.office:
        return False
    beside = parts[number - 1] if number and part.after == "," else None
    following = parts[number + 1] if number + 1 < len(parts) and parts[number + 1].after == "," else None
    return any(other is not None and other.speaker is not None for other in (beside, following))
