"""A quotation as the words that are compared: each with its place and its form.

Words of one form are the same: case, typography, contraction, British or American spelling do not count.
Words of one stem are counterparts in two wordings: number and tense do not count either. The tables are in
data/utterance_words.toml.
"""

import re
import unicodedata
from functools import cache, lru_cache
from sys import intern
from typing import Any, NamedTuple

from onrecord.data import table
from onrecord.nouns import Span

SHORTENED = "s|t|ll|re|ve|d|m"
TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # E.U., p.m.
    r"|\d+(?:[.,:]\s?\d+)+"  # 1,000 and 6:30
    rf"|[^\W_]+(?:\s?['\u2018\u2019\u02bc]\s?(?:{SHORTENED})\b|['\u2018\u2019\u02bc](?=[^\W_])[^\W_]+)*"
    r"|[\[\](){}\u2026]|\.\s?\.\s?\.",
    re.IGNORECASE,
)
OPENING, CLOSING = "[({", "])}"
GAPS = "\u2026."
ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
VOWEL = re.compile("[aeiouy]")
LONGEST_INSERTION = 12
"""Words in brackets; what is longer is an aside of the speaker."""
FORMS_KEPT = 1 << 17


class Word(NamedTuple):
    """One word: where it stands, its form (what "identical" compares: small letters, American spelling,
    contractions in full), whether it stands in brackets (an editor's, mostly), and whether an ellipsis
    stands before it."""

    span: Span
    form: str
    inserted: bool = False
    after_gap: bool = False


def words_of(text: str) -> tuple[Word, ...]:
    """The words of a quotation, in order. A contraction gives two words of one place."""
    found: list[Word] = []
    opened, gap = -1, False
    for match in TOKEN.finditer(text):
        token = match.group()
        sort = token[0]
        if sort in OPENING:
            opened = len(found)
        elif sort in CLOSING:
            if opened >= 0 and len(found) - opened <= LONGEST_INSERTION:
                found[opened:] = [word._replace(inserted=True) for word in found[opened:]]
            opened = -1
        elif sort in GAPS:
            gap = True
        else:
            span = Span(*match.span())
            for form in forms_of(token):
                found.append(Word(span, form, False, gap))
                gap = False
    return tuple(found)


@lru_cache(FORMS_KEPT)
def forms_of(token: str) -> tuple[str, ...]:
    """The forms of a token: two of a contraction, none of an apostrophe's s."""
    plain = _plain(token)
    whole = _table()["whole_contractions"].get(plain)
    parts = whole.split() if whole else _parted(plain)
    return tuple(intern(_form(part)) for part in parts if part)


@lru_cache(FORMS_KEPT)
def stem_of(form: str) -> str:
    """What words of one stem share, whatever their number, tense and ending."""
    if form[0].isdigit() or not form.isascii():
        return form
    known = _irregular().get(form)
    if known or len(form) < 4:
        return known or form
    stem = _bare(_ended(form))
    return intern(_irregular().get(stem, stem))


def stems_of(text: str) -> tuple[str, ...]:
    """The stems of a text's words."""
    return tuple(stem_of(word.form) for word in words_of(text))


def _plain(token: str) -> str:
    """Lower case, without accents, apostrophes straight, no white space."""
    if not token.isascii():
        apart = unicodedata.normalize("NFKD", re.sub("[\u2018\u2019\u02bc]", "'", token))
        token = "".join(sign for sign in apart if unicodedata.category(sign) not in ("Mn", "Cf"))
    return "".join(token.casefold().split())


def _parted(plain: str) -> list[str]:
    """A word and what is contracted with it."""
    head, mark, tail = plain.rpartition("'")
    if not mark:
        return [plain]
    if tail == "t" and head.endswith("n"):
        return [head[:-1], "not"]
    contracted = _table()["contractions"].get(mark + tail)
    return [plain.replace("'", "")] if contracted is None else [*_parted(head), contracted]


def _form(word: str) -> str:
    word = word.replace(".", "") if word[0].isalpha() else word.replace(",", "")
    ordinal = ORDINAL.fullmatch(word)
    if ordinal:
        return ordinal.group(1)
    number = _numbers().get(word)
    if number or not word.isascii() or len(word) < 5:
        return number or word
    return _spelled(word)


def _spelled(word: str) -> str:
    """In American spelling, whatever ending of grammar follows."""
    for old, new in _spellings():
        head, found, tail = word.rpartition(old)
        if found and len(head) > 1 and tail in _endings():
            return head + new + tail
    return word


def _ended(word: str) -> str:
    """A word without the endings of number, tense and adverb."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    if word.endswith("s") and word[-2] not in "sui":
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word[: -len(ending)]
        if word.endswith(ending) and len(root) > 2 and VOWEL.search(root):
            doubled = root[-1] == root[-2] and root[-1] not in "lsz"
            return root[:-1] if doubled else root
    return word[:-2] if word.endswith("ly") and len(word) > 5 else word


def _bare(word: str) -> str:
    """Without a last e, so that "decide" and "decid(ed)" meet; y as in "ies"."""
    if word.endswith("e") and len(word) > 4:
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word


@cache
def _irregular() -> dict[str, str]:
    """Irregular forms, each to the word it is a form of."""
    said = _table()["forms"]
    return {form: _bare(word) for word, forms in said.items() for form in forms.split()}


@cache
def _numbers() -> dict[str, str]:
    """Number words, each to its figures."""
    said = _table()["numbers"]
    found: dict[str, str] = {}
    for names in (said["words"], said["ordinals"]):
        found |= {name: str(n) for n, name in enumerate(names.split())}
    return found | {name: str(10 * n) for n, name in enumerate(said["tens"].split(), start=2)}


@cache
def listed(name: str) -> frozenset[str]:
    """The stems of a list of the table."""
    return frozenset(stems_of(_table()[name]))


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple((each["from"], each["to"]) for each in _table()["spelling"])


@cache
def numerals() -> frozenset[str]:
    """Words of large numbers, which are no figures."""
    return frozenset(_table()["numbers"]["large"].split())


@cache
def _endings() -> frozenset[str]:
    return frozenset(["", *_table()["endings"].split()])


def _table() -> dict[str, Any]:
    return table("utterance_words")
