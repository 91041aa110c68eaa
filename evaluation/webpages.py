"""Web pages to be timed on: an article's paragraphs in a page as newspapers make them, of our own writing."""

import html
from collections.abc import Iterable, Iterator
from typing import Any

WORDS = 800
"""Words of an article that a page has at least."""

HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<title>{title} | The Harbour Courier</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="og:type" content="article"><meta property="og:site_name" content="The Harbour Courier">
<meta property="og:title" content="{title}">
<meta property="article:published_time" content="2024-03-{day:02}">
<link rel="canonical" href="https://courier.example/news/{number}">
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
"headline": "{title}", "datePublished": "2024-03-{day:02}T06:00:00Z",
"author": {{"@type": "Person", "name": "Ilse Marant"}}, "publisher": {{"@type": "Organization",
"name": "The Harbour Courier"}}}}</script>
<style>body{{font:18px/1.5 serif}} nav a{{margin:0 1em}} .box{{border:1px solid #ccc}}</style>
<script>window.layer=window.layer||[];(function(w){{w.ready=function(f){{w.layer.push(f)}}}})(window);</script>
</head><body class="article-page">
"""
ABOVE = """<div id="cookies" role="dialog"><p>We and our partners use cookies to make this site work and to
measure how it is used. You can change your choices at any time.</p><button>Accept all</button>
<button>Manage choices</button></div>
<header><a class="logo" href="/">The Harbour Courier</a><nav><ul>{links}</ul></nav></header>
<main><article><header><p class="kicker">Region</p><h1>{title}</h1>
<p class="byline">By <a rel="author" href="/staff/marant">Ilse Marant</a></p>
<time datetime="2024-03-{day:02}">{day} March 2024</time></header>
<figure><img src="/i/{number}.jpg" alt=""><figcaption>The harbour wall after last week's storm.
Photograph: Piet Orlan</figcaption></figure>
<div class="article-body">
"""
BETWEEN = (
    '<aside class="box newsletter"><h4>The morning letter</h4><p>Sign up to get the day\'s news in your '
    'inbox every morning.</p><form><input type="email"><button>Sign up</button></form></aside>',
    '<div class="ad" id="slot-{number}"><span>Advertisement</span></div>',
    '<p class="related">Read more: <a href="/news/1">Ferry timetable to change in May</a></p>',
)
BELOW = """</div><section class="support box"><h3>Before you go</h3><p>The Harbour Courier is paid for by its
readers. If you can, please support us with a monthly contribution from £2. Thank you.</p>
<a href="/support">Support us</a></section></article>
<section class="most-read"><h2>Most read</h2><ol>{most}</ol></section></main>
<footer><ul>{links}</ul><p>© 2024 The Harbour Courier. All rights reserved.</p></footer></body></html>
"""
SECTIONS = ("News", "Region", "Politics", "Business", "Sport", "Culture", "Weather", "Opinion", "Jobs")
MOST = ("Council to vote on bridge toll", "Five walks along the estuary", "Bakery wins national prize")


def pages_of(articles: Iterable[dict[str, Any]], words: int = WORDS) -> Iterator[str]:
    """HTML pages of at least `words` words, paragraphs of the articles in their order; the rest is left."""
    held: list[str] = []
    number = 0
    for article in articles:
        for paragraph in filter(None, (line.strip() for line in article["text"].splitlines())):
            held.append(paragraph)
            if sum(len(p.split()) for p in held) >= words:
                yield page(number, held)
                held, number = [], number + 1


def page(number: int, paragraphs: list[str]) -> str:
    """One page; its title is the beginning of its first paragraph."""
    told = {
        "number": number,
        "day": number % 28 + 1,
        "title": html.escape(" ".join(paragraphs[0].replace('"', "").replace("\\", "").split()[:9])),
        "links": "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in SECTIONS),
        "most": "".join(f'<li><a href="/news/{i}">{title}</a></li>' for i, title in enumerate(MOST)),
    }
    out = [HEAD.format(**told), ABOVE.format(**told)]
    for place, paragraph in enumerate(paragraphs):
        out.append(f"<p>{html.escape(paragraph, quote=False)}</p>\n")
        if place % 6 == 5:
            out.append(BETWEEN[place // 6 % len(BETWEEN)].format(**told))
    return "".join((*out, BELOW.format(**told)))
