"""schema.org as JSON-LD: one document an article, with the NewsArticle and its statements.

- What somebody is quoted with (kind "direct") is a Quotation. What the article tells in words that are
  not, or not all, the speaker's own (indirect, mixed) is a Statement: a Quotation would put the article's
  words into somebody's mouth.
- A speaker who was followed to a name is the `creator`, a Person or an Organization. `spokenByCharacter` is
  not used: a Quotation's real author is its creator, and characters are those of fiction. A country (to
  schema.org a place), a group and who stays unnamed can be no creator; a document is what the statement
  `isBasedOn`.
  `creditText` holds the source's own words in each case.
- `text` is verbatim, an ellipsis between its pieces; `isPartOf` is the article, and the statement that
  this one stands in. `dateCreated` is the date of speaking, `mentions` are the targets.
- Not told, for want of terms: acts, stances, circumstances, confidences and spans. Web Annotation has them.

The context stands in the document: it names the vocabulary, and no program has to fetch anything.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from onrecord.identity import joined, named
from onrecord.nouns import Article, Reading, Speaker, Statement
from onrecord.rows import Decided
from onrecord.share.linked import article_name, digest_name, linked_line, made_name, present, web_address

CONTEXT = {"@vocab": "https://schema.org/"}
CREATORS = {"person": "Person", "organization": "Organization"}
DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?)?)?", re.ASCII)


def schema_org_lines(readings: Iterable[Reading], decided: Decided | None = None) -> Iterator[str]:
    """One document for each reading, a line each; equal readings give equal lines."""
    return (linked_line(as_schema_org(reading, decided)) for reading in readings)


def as_schema_org(reading: Reading, decided: Decided | None = None) -> dict[str, Any]:
    """The reading as a JSON-LD document; with `decided`, creators bear the names that people gave them."""
    reading = named(reading)
    article = reading.article
    return {
        "@context": CONTEXT,
        "@graph": [
            _article(article),
            *(_statement(article, statement, decided) for statement in reading.statements),
        ],
    }


def _article(article: Article) -> dict[str, Any]:
    digest = {"@type": "PropertyValue", "propertyID": "ni", "value": digest_name(article)}
    dated = article.published and DATE.fullmatch(article.published)
    return present(
        {
            "@id": article_name(article),
            "@type": "NewsArticle",
            "headline": article.title,
            "url": web_address(article.url) or web_address(article.id),
            "datePublished": article.published if dated else None,
            "publisher": present({"@type": "Organization", "name": article.outlet})
            if article.outlet
            else None,
            "creditText": article.byline,
            "inLanguage": article.language,
            "identifier": digest,
        }
    )


def _statement(article: Article, statement: Statement, decided: Decided | None) -> dict[str, Any]:
    attribution = statement.attribution
    within = [_name(article, attribution.within)] if attribution.within else []
    speaker, text = statement.speaker, article.text
    return present(
        {
            "@id": _name(article, attribution.id),
            "@type": "Quotation" if attribution.kind == "direct" else "Statement",
            "identifier": attribution.id,
            "text": joined(text, attribution.content),
            "creator": _creator(article, speaker, decided) if speaker else None,
            "creditText": joined(text, attribution.source),
            "isPartOf": [{"@id": name} for name in (article_name(article), *within)],
            "isBasedOn": _document(speaker) if speaker else None,
            "dateCreated": statement.said_on,
            "mentions": [{"@type": "Thing", "name": target.name} for target in statement.targets],
        }
    )


def _name(article: Article, statement: str) -> str:
    return made_name("statement", digest_name(article), statement)


def _creator(article: Article, speaker: Speaker, decided: Decided | None) -> dict[str, Any] | None:
    known_as = decided(article.id, speaker) if decided else None
    kind = CREATORS.get(known_as.type if known_as else speaker.type)
    if kind is None or not (speaker.resolved or known_as):
        return None
    if known_as is None:
        return {"@type": kind, "name": speaker.name}
    other = speaker.name if speaker.name != known_as.name else None
    names = {"name": known_as.name, "alternateName": other, "identifier": known_as.identifier}
    return present({"@type": kind, **names})


def _document(speaker: Speaker) -> dict[str, Any] | None:
    return {"@type": "CreativeWork", "name": speaker.name} if speaker.type == "document" else None
