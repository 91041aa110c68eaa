"""What one passage is by its own words alone: furniture of some role, or nothing that can be told.

The patterns are in data/furniture.toml. They are matched against the passage with its quotations
blanked out, so that what somebody in the news says is never taken for the page's own voice.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from onrecord.data import table
from onrecord.nouns import Role
from onrecord.quotation import quotations

# A longer passage is never furniture by its words: 4,000 characters are some 650 words. It also bounds
# what the patterns must search.
LONGEST = 4_000
APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00a0": " "})
WORD = r"\b"
FINAL_STOP = re.compile(r"[.!?\u2026][\"'\u201d\u2019\u00bb)\]]*$")
ELLIPSIS = re.compile(r"(\.\.\.|\. \. \.|\u2026)\W*$")


@dataclass(frozen=True, slots=True)
class Appeal:
    """How a passage asks something of the reader: counts by family, each at most its cap, times weight."""

    ask: int
    we: int
    you: int
    money: int
    press: int
    order: bool
    """It begins with an order to the reader ("Support …")."""
    urged: bool = False
    """A sentence of it is an order to the reader to pay or to sign."""

    @property
    def score(self) -> int:
        return self.ask + self.we + self.you + self.money + self.press


@dataclass(frozen=True, slots=True)
class Wording:
    """One passage made ready for the patterns."""

    plain: str
    """Its text with white space collapsed and apostrophes straight."""
    bare: str
    """The same without what stands in quotation marks."""
    words: int
    speech: bool
    """Somebody other than the page is quoted in it, or it is itself a quotation."""

    @property
    def stopped(self) -> bool:
        return FINAL_STOP.search(self.plain) is not None


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A compiled pattern; the tables are the only source, so the cache is bounded by them."""
    return re.compile(text, re.IGNORECASE)


def any_of(patterns: Iterable[str], text: str) -> bool:
    """True where one of the patterns is found in the text."""
    return any(pattern(p).search(text) for p in patterns)


def wording_of(text: str) -> Wording:
    """Prepare a passage for the patterns; of a very long one only the beginning is looked at."""
    head = text[: LONGEST + 1]
    plain = " ".join(head.split()).translate(APOSTROPHES)
    spans = [(q.start, q.end) for q in quotations(head) if q.end - q.start > 1]
    bare, at = [], 0
    for start, end in sorted(spans):
        bare.append(head[at : max(at, start)])
        at = max(at, end)
    bare.append(head[at:])
    rest = " ".join(" ".join(bare).split()).translate(APOSTROPHES)
    quoted = len(plain) - len(rest)
    rules = table("furniture")["appeal"]["speech"]
    verbs, promotion = pattern(rules["verbs"]), pattern(rules["promotion"])
    speech = quoted > 0.6 * len(plain) or (quoted > 0.2 * len(plain) and verbs.search(rest) is not None)
    speech = speech and promotion.search(rest) is None
    return Wording(plain, rest, len(plain.split()), speech)


def role_by_wording(wording: Wording) -> Role | None:
    """The role that the passage's own words give it; appeals are weighed apart (`appeal_in`)."""
    if len(wording.plain) > LONGEST or not wording.plain:
        return None
    if is_byline(wording):
        return "byline"
    found = next(
        (rule.role for rule in _rules() if wording.words <= rule.words and rule.holds(wording)), None
    )
    return found or ("caption" if is_credited(wording) else None)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the table: its patterns as one expression."""

    role: Role
    where: str
    words: int
    expression: re.Pattern[str]

    def holds(self, wording: Wording) -> bool:
        """True where the passage obeys; what somebody is quoted with obeys a notice's opening alone."""
        if self.where == "whole":
            return self.expression.fullmatch(wording.plain) is not None
        if wording.speech and not (self.where == "start" and self.role == "notice"):
            return False
        if self.where == "start":
            return self.expression.match(wording.plain) is not None
        return self.expression.search(wording.bare) is not None


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(
        Rule(rule["role"], rule["where"], rule["words"], _one_of(tuple(rule["patterns"]), rule["where"]))
        for rule in table("furniture")["rule"]
    )


@cache
def _one_of(patterns: tuple[str, ...], where: str) -> re.Pattern[str]:
    either = _either(patterns)
    around = {"whole": rf"\W*(?:{either})\W*", "start": rf"\W*(?:{either})", "any": either}
    return pattern(around[where])


def _either(patterns: Iterable[str]) -> str:
    """Patterns as one. Those that begin with a word are tried where a word begins, in half of the time."""
    words: list[str] = []
    others: list[str] = []
    for each in patterns:
        (words if each.startswith(WORD) else others).append(f"(?:{each.removeprefix(WORD)})")
    begun = [rf"{WORD}(?=\w)(?:{'|'.join(words)})"] if words else []
    return "|".join([*begun, *others])


def is_byline(wording: Wording) -> bool:
    """A line that says who wrote the article, or when, and nothing else."""
    rules = table("furniture")["byline"]
    return wording.words <= rules["words"] and any_of(rules["patterns"], wording.plain)


def is_credited(wording: Wording) -> bool:
    """A caption by a credit or a pointer that only captions carry."""
    rules = table("furniture")["caption"]
    if wording.words > min(rules["words"], rules["report_words"]) or wording.speech:
        return False
    return any_of(rules["patterns"], wording.plain)


def appeal_in(wording: Wording) -> Appeal:
    """The passage's appeal to the reader, as counts that `Appeal.score` adds up."""
    rules = table("furniture")["appeal"]
    if wording.words > rules["words"] or wording.speech:
        return Appeal(0, 0, 0, 0, 0, False)
    counts = {}
    for name, family in rules["families"].items():
        found = sum(len(pattern(p).findall(wording.bare)) for p in family["patterns"])
        counts[name] = family["weight"] * min(found, family["cap"])
    order = pattern(rules["lines"]["order"]).match(wording.bare.lstrip("\u2022>*- \u2026.")) is not None
    urged = pattern(rules["speech"]["promotion"]).search(wording.bare) is not None
    return Appeal(order=order, urged=urged, **counts)


def asks(wording: Wording) -> bool:
    """True where the passage has any word of asking: cheaper than the whole appeal, and needed for one."""
    if wording.speech:
        return False
    patterns = table("furniture")["appeal"]["families"]["ask"]["patterns"]
    return _one_of(tuple(patterns), "any").search(wording.bare) is not None


def is_button(wording: Wording) -> bool:
    """A short line that one presses to give or to put off giving."""
    buttons = table("furniture")["appeal"]["lines"]["buttons"]
    return wording.words <= 8 and _one_of(tuple(buttons), "whole").fullmatch(wording.plain) is not None


def is_order(wording: Wording) -> bool:
    """A short line that begins with an order to the reader and so may be an appeal ("Support …!")."""
    order = pattern(table("furniture")["appeal"]["lines"]["order"])
    return wording.words <= 8 and order.fullmatch(wording.plain) is not None


def has_finite_verb(wording: Wording) -> bool:
    """True where the line holds a form that makes it a sentence, as far as the table goes."""
    return pattern(table("furniture")["verbs"]["finite"]).search(wording.plain) is not None or _past(
        wording.plain
    )


def _past(text: str) -> bool:
    participles = pattern(table("furniture")["caption"]["participles"])
    return any(
        word.endswith("ed") and len(word) > 4 and participles.fullmatch(word) is None
        for word in re.findall(r"\b[a-z]+\b", text)
    )


def named_share(text: str) -> float:
    """The share of the words of four letters and more that begin with a capital."""
    words = [w for w in re.findall(r"[^\W\d_]+", text) if len(w) > 3]
    return sum(w[0].isupper() for w in words) / len(words) if words else 0.0


def is_scene(wording: Wording) -> bool:
    """A caption's sentence: present tense and a date."""
    rules = table("furniture")["caption"]
    return (
        wording.words <= rules["scene_words"]
        and not wording.speech
        and pattern(rules["scene"]).search(wording.plain) is not None
    )
