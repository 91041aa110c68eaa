"""From a page's bytes to an article: decoding, extraction, metadata, and what is furniture.

bytes ──► kind (article) ──► text (decoding) ──► passages (markup, plain) ──► roles (furniture) ──► article
"""

from onrecord.page.article import article_of

__all__ = ["article_of"]
