"""Where things stand in an article's text: paragraphs, sentences and quotations, looked up by offset."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.nouns import Article
from onrecord.quotation import quotations
from onrecord.speaker.tables import lexicon

PARAGRAPH = re.compile(r"[\r\n\u2028\u2029]+")
LAST_WORD = re.compile(r"(?<!\w)\w{1,6}\Z")
SENTENCE = re.compile(r"[.!?\u2026][\"\u201d\u2019')\]]{0,3}\s{1,4}(?=[\"\u201c\u2018'(\[]{0,2}[^\Wa-z_])")


@dataclass(frozen=True, slots=True)
class Layout:
    """The starts of paragraphs and sentences, and the quotations, all sorted by offset."""

    text: str
    paragraphs: Sequence[int]
    sentences: Sequence[int]
    quotation_starts: Sequence[int]
    quotation_ends: Sequence[int]

    def paragraph(self, at: int) -> int:
        """The number of the paragraph that holds this offset."""
        return bisect_right(self.paragraphs, at)

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds this offset."""
        return bisect_right(self.sentences, at)

    def sentence_start(self, at: int) -> int:
        """The offset where the sentence that holds this offset begins."""
        number = bisect_right(self.sentences, at)
        return self.sentences[number - 1] if number else 0

    def quotation(self, at: int) -> int:
        """The number of the quotation in double marks that holds this offset; -1 outside of all."""
        number = bisect_right(self.quotation_starts, at) - 1
        return number if number >= 0 and at < self.quotation_ends[number] else -1


def layout_of(article: Article) -> Layout:
    """Lay out an article's text: one pass for each kind of place."""
    text = article.text
    paragraphs = [0, *(gap.end() for gap in PARAGRAPH.finditer(text))]
    ends = {end.end() for end in SENTENCE.finditer(text) if not _abbreviated(text, end.start())}
    sentences = sorted(ends.union(paragraphs))
    quoted = [q for q in quotations(text) if not q.single]
    return Layout(text, paragraphs, sentences, [q.start for q in quoted], [q.end for q in quoted])


def _abbreviated(text: str, stop: int) -> bool:
    """A full stop after an initial or a known abbreviation ends no sentence."""
    if text[stop] != ".":
        return False
    word = LAST_WORD.search(text, max(0, stop - 8), stop)
    if word is None:
        return False
    return word.group().lower() in lexicon().abbreviations or (
        len(word.group()) == 1 and word.group().isupper()
    )
