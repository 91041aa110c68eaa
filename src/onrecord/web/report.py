"""Readings in one file that opens from a disk: the same view as the site's, with style and script within."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from onrecord import __version__
from onrecord.errors import PageError
from onrecord.identity import named
from onrecord.nouns import Reading
from onrecord.record import Shown
from onrecord.web.look import rendered
from onrecord.web.statics import statics
from onrecord.web.views.article import ArticlePage, article_page


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The context of report.html: the articles, the pages that were not read with the reason, our own style
    and script, and the policy that lets these two in by their digests and nothing else."""

    title: str
    articles: tuple[ArticlePage, ...]
    failures: tuple[tuple[str, str], ...]
    style: Markup
    script: Markup
    policy: str
    version: str = __version__


def report(outcomes: Sequence[Reading | PageError], title: str = "") -> str:
    """The file. The same readings give the same file."""
    articles = tuple(
        article_page(Shown(named(each), revision=1, newest=True))
        for each in outcomes
        if isinstance(each, Reading)
    )
    failures = tuple((each.page, each.message) for each in outcomes if isinstance(each, PageError))
    style, script = (statics()[name].data.decode() for name in ("onrecord.css", "article.js"))
    return rendered(
        "report.html",
        {
            "page": ReportPage(
                title or (articles[0].title if len(articles) == 1 else "Who said what"),
                articles,
                failures,
                Markup(style),
                Markup(script),
                f"default-src 'none'; style-src {_digest(style)}; script-src {_digest(script)}; "
                "base-uri 'none'; form-action 'none'",
            )
        },
    )


def _digest(ours: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(ours.encode()).digest()).decode()}'"
