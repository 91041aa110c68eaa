"""What changed in a page: blocks kept, moved, changed, added or removed, and the words of those changed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from onrecord.nouns import Article, Block
from onrecord.revision.placing import TOKEN, Placing, matching

Change = Literal["kept", "moved", "changed", "added", "removed"]
LEAST = 0.4
"""Share of the shorter block that has to stand in the other for one to be the other, changed."""


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block of the older article, of the newer, or of both, and what became of it."""

    sort: Change
    old: Block | None
    new: Block | None


@dataclass(frozen=True, slots=True)
class WordEdit:
    """Some words of both texts ("same"), of the older alone ("cut"), or of the newer ("added")."""

    sort: Literal["same", "cut", "added"]
    words: str


def block_changes(old: Article, new: Article, places: Placing) -> tuple[BlockChange, ...]:
    """All blocks in the order of the newer article, what was removed after what stood before it."""
    pairs = dict(_pairs(old, new, places))
    partners = {i: j for j, i in pairs.items()}
    flow = _rising([i for j, i in sorted(pairs.items())])
    changes: list[tuple[tuple[int, int, int], BlockChange]] = []
    for j, block in enumerate(new.blocks):
        i = pairs.get(j)
        if i is None:
            changes.append(((j, 0, 0), BlockChange("added", None, block)))
            continue
        was = old.blocks[i]
        sort: Change = "kept" if was.span.of(old.text) == block.span.of(new.text) else "changed"
        if sort == "kept" and i not in flow:
            sort = "moved"
        changes.append(((j, 0, 0), BlockChange(sort, was, block)))
    after = -1
    for i, was in enumerate(old.blocks):
        if i in partners:
            after = partners[i] if i in flow else after
        else:
            changes.append(((after, 1, i), BlockChange("removed", was, None)))
    return tuple(change for _, change in sorted(changes, key=lambda each: each[0]))


def _pairs(old: Article, new: Article, places: Placing) -> Iterator[tuple[int, int]]:
    """Which block of the newer article is which of the older: those that share most are told first."""
    shared: Counter[tuple[int, int]] = Counter()
    for run in places.runs:
        for i, block in enumerate(old.blocks):
            start, end = max(run.old, block.span.start), min(run.old + run.length, block.span.end)
            if start >= end:
                continue
            shift = run.new - run.old
            for j, other in enumerate(new.blocks):
                common = min(end + shift, other.span.end) - max(start + shift, other.span.start)
                if common > 0:
                    shared[j, i] += common
    here: set[int] = set()
    there: set[int] = set()
    for (j, i), count in sorted(shared.items(), key=lambda each: (-each[1], each[0])):
        lengths = [span.end - span.start for span in (old.blocks[i].span, new.blocks[j].span)]
        if i not in here and j not in there and count >= LEAST * min(lengths):
            here.add(i)
            there.add(j)
            yield j, i


def _rising(numbers: list[int]) -> frozenset[int]:
    """The members of a longest rising sequence."""
    return frozenset(numbers[i] for i, _ in matching([str(n) for n in numbers], sorted_texts(numbers)))


def sorted_texts(numbers: list[int]) -> list[str]:
    """The numbers in order, as units of a sequence."""
    return [str(n) for n in sorted(numbers)]


def word_edits(old: str, new: str) -> tuple[WordEdit, ...]:
    """The words of two texts side by side."""
    here, there = TOKEN.findall(old), TOKEN.findall(new)
    found: list[WordEdit] = []
    i = j = 0
    for mine, its in (*matching(here, there), (len(here), len(there))):
        if mine > i:
            found.append(WordEdit("cut", "".join(here[i:mine])))
        if its > j:
            found.append(WordEdit("added", "".join(there[j:its])))
        if mine < len(here):
            if found and found[-1].sort == "same":
                found[-1] = WordEdit("same", found[-1].words + here[mine])
            else:
                found.append(WordEdit("same", here[mine]))
        i, j = mine + 1, its + 1
    return tuple(found)
