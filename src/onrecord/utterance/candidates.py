"""Which wordings are compared at all: those that share two neighbouring words of content.

A wording's keys are hashes of two and of three words of content that follow each other, whatever words of
grammar stand between: they depend on the wording alone, on no counts and no order of arrival. Of the quote
pairs that are one utterance 98 % share a key.

A key that more wordings have than `LIMITS` allows is crowded: a name ("prime minister") or boilerplate. It
makes nobody a candidate, of those that came before neither, so that the order of arrival cannot tell.
"""

from array import array
from functools import lru_cache
from hashlib import blake2b
from itertools import pairwise

import numpy as np

from onrecord.utterance.wording import Wording
from onrecord.utterance.words import FORMS_KEPT, listed, stem_of

LIMITS = (32, 128)
"""Wordings that a key of two words and one of three may have."""
BITS = 64
MASK = (1 << BITS) - 1
MIX = 0x9E3779B97F4A7C15
CROWDED = 0xFFFFFFFF
FIRST_BITS = 10
SKETCHED = BITS - 6


Keys = tuple[tuple[int, ...], tuple[int, ...]]
"""The keys of two words and those of three, each once."""


def keys_of(wording: Wording) -> Keys:
    """The keys of a wording. It has none where it has one word of content, and is then found by its equal
    alone: it says too little to be found in another."""
    hashes = [number for form in wording.forms if (number := _hash_of(form))]
    twos = [a * 3 + b for a, b in pairwise(hashes)]
    threes = [a * 5 + b * 7 for a, b in zip(twos, hashes[2:], strict=False)]
    return (
        tuple(dict.fromkeys([two * MIX & MASK for two in twos])),
        tuple(dict.fromkeys([three * MIX & MASK for three in threes])),
    )


def sketch_of(wording: Wording) -> int:
    """The words of content as 64 bits, one bit a stem."""
    sketch = 0
    for form in wording.forms:
        if number := _hash_of(form):
            sketch |= 1 << (number >> SKETCHED)
    return sketch


def alike(one: int, other: int) -> bool:
    """Whether two sketches share half of the smaller one: a look that costs a hundredth of an alignment and
    saves it for half of the candidates. Of the quote pairs that are one utterance it loses none."""
    return 2 * (one & other).bit_count() >= min(one.bit_count(), other.bit_count())


@lru_cache(FORMS_KEPT)
def _hash_of(form: str) -> int:
    """A number for a word of content, the same on every machine; 0 for a word of grammar."""
    stem = stem_of(form)
    if stem in listed("light"):
        return 0
    digest = blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") | 1


class Postings:
    """Which wordings have a key, in 24 bytes a key and wording: a table of chains, newest first."""

    def __init__(self) -> None:
        self._shift = BITS - FIRST_BITS
        self._heads = array("I", bytes(4 << FIRST_BITS))
        self._keys = array("Q", [0])
        self._owners = array("I", [0])
        self._next = array("I", [0])

    def put(self, key: int, number: int, limit: int) -> list[int]:
        """Notes that a wording has a key and gives the others that have it, none where it is crowded."""
        keys, owners, following = self._keys, self._owners, self._next
        slot = key >> self._shift
        found: list[int] = []
        node = self._heads[slot]
        while node:
            if keys[node] == key:
                if owners[node] == CROWDED:
                    return []
                found.append(owners[node])
            node = following[node]
        crowded = len(found) >= limit
        following.append(self._heads[slot])
        self._heads[slot] = len(keys)
        keys.append(key)
        owners.append(CROWDED if crowded else number)
        if len(keys) > len(self._heads):
            self._grow()
        return [] if crowded else found

    def crowded(self, key: int) -> bool:
        """Whether more wordings have a key than it may have."""
        node = self._heads[key >> self._shift]
        while node:
            if self._keys[node] == key:
                return self._owners[node] == CROWDED
            node = self._next[node]
        return False

    def _grow(self) -> None:
        """Twice the chains, each with its nodes in the order they came."""
        self._shift -= 1
        slots = np.frombuffer(self._keys, np.uint64) >> np.uint64(self._shift)
        slots = slots.astype(np.uint32)
        order = np.argsort(slots, kind="stable").astype(np.uint32)
        order = order[order != 0]
        same = slots[order[1:]] == slots[order[:-1]]
        following = np.zeros(len(slots), np.uint32)
        following[order[1:][same]] = order[:-1][same]
        heads = np.zeros(1 << (BITS - self._shift), np.uint32)
        heads[slots[order]] = order  # of several, the last one holds: the newest
        self._next = array("I", following.tobytes())
        self._heads = array("I", heads.tobytes())
