"""The whole flow on one screen: a page in, a reading out, every step a pure function of its values."""

from onrecord.attribution import attributions_of
from onrecord.encoder import Encoder
from onrecord.encoder.references import pointer_of
from onrecord.meaning import statements_of
from onrecord.nouns import Article, Page, Reading
from onrecord.page import article_of
from onrecord.speaker import who_of


def read(page: Page, encoder: Encoder) -> Reading:
    """Read one page: its article, and every statement in it with its speaker.

    The result depends on the page and the encoder alone. Raises ArticleError where no article can be
    made of the page.
    """
    article = article_of(page)  # 1. page -> article: text, blocks with roles, furniture apart
    return read_article(article, encoder)


def read_article(article: Article, encoder: Encoder) -> Reading:
    """Read an article whose text and blocks are known."""
    scores = encoder.score(article.text, article.speaking())  # 2. one pass over the blocks that speak
    attributions = attributions_of(article, scores, encoder)  # 3. spans, links, nesting
    who = who_of(article, attributions, pointer_of(scores))  # 4. who each source is
    statements = statements_of(article, attributions, who, scores, encoder.settings)  # 5. act, when, target
    return Reading(article, statements, encoder.name)
