"""In whose words a pronoun stands: the source of the quotation around an "I" that nothing is said to hold."""

from collections import defaultdict
from collections.abc import Sequence

from onrecord.nouns import Attribution
from onrecord.speaker.layout import Layout
from onrecord.speaker.tables import fold, lexicon

OWN = ("first", "first_plural")
Voices = dict[int, dict[int, int]]
"""By quotation, or by paragraph: the sources whose words it is, by their places, each with an attribution."""


class Quoted:
    """Whose words the quotations of an article are, as far as its attributions tell."""

    def __init__(self, attributions: Sequence[Attribution], layout: Layout) -> None:
        self.layout = layout
        self.quotations: Voices = defaultdict(dict)
        self.paragraphs: Voices = defaultdict(dict)
        for number, attribution in enumerate(attributions):
            source = attribution.source[0].start if attribution.source else -1
            if source < 0 or layout.quotation(source) >= 0:
                continue
            for start, end in attribution.content:
                for place in (start, start + 1, end - 2):  # its marks may be left out
                    quotation = layout.quotation(place)
                    if quotation >= 0:
                        self.quotations[quotation].setdefault(source, number)
                        self.paragraphs[layout.paragraph(place)].setdefault(source, number)

    def voice(self, attribution: Attribution) -> int:
        """The number of the attribution in whose quotation a first person is the source; -1 for none.

        '"We lost," Doe said. "I think we will win."': the second quotation is Doe's as the first is, where
        all quotations of the paragraph are one speaker's.
        """
        words = [fold(span.of(self.layout.text)) for span in attribution.source]
        if len(words) != 1 or lexicon().pronouns.get(words[0]) not in OWN:
            return -1
        at = attribution.source[0].start
        quotation = self.layout.quotation(at)
        if quotation < 0:
            return -1
        found = self.quotations.get(quotation) or self.paragraphs.get(self.layout.paragraph(at), {})
        return next(iter(found.values())) if len(found) == 1 else -1
