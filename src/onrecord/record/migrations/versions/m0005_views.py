"""Views whose names explain themselves, for Datasette and whatever else reads SQL.

Revision: 0005
"""

from onrecord.record.migrations.views import drop_views, make_views

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What search shows: of each address what was read last. Names of speakers are those that were read.
WHO_SAID_WHAT = """
SELECT statements.name AS statement, speakers.name AS speaker, speakers.type AS speaker_type, statements.act,
       {words:content} AS words, statements.kind, statements.said_on, articles.published,
       outlets.name AS outlet, articles.title, articles.address, statements.confidence,
       {words:source} AS source, {words:cue} AS cue, {words:addressee} AS addressee,
       {words:occasion} AS occasion, {words:when} AS when_said
FROM statements
JOIN articles ON articles.id = statements.article
LEFT JOIN speakers ON speakers.id = statements.speaker
LEFT JOIN outlets ON outlets.id = articles.outlet
WHERE articles.shown = 1 AND statements.counts = 1
"""
WHO_SPEAKS = """
SELECT speakers.name AS speaker, speakers.type AS speaker_type, count(*) AS statements,
       count(DISTINCT articles.address) AS articles, count(DISTINCT articles.outlet) AS outlets,
       min(articles.published) AS first_published, max(articles.published) AS last_published
FROM speakers
JOIN statements ON statements.speaker = speakers.id
JOIN articles ON articles.id = statements.article
WHERE articles.shown = 1 AND statements.counts = 1
GROUP BY speakers.id, speakers.name, speakers.type
"""
FOR_AND_AGAINST = """
SELECT speakers.name AS speaker, speakers.type AS speaker_type, targets.stance, targets.name AS target,
       statements.act, {words:content} AS words, statements.said_on, articles.published,
       outlets.name AS outlet, articles.title, articles.address, statements.name AS statement,
       targets.confidence
FROM targets
JOIN statements ON statements.id = targets.statement
JOIN articles ON articles.id = statements.article
LEFT JOIN speakers ON speakers.id = statements.speaker
LEFT JOIN outlets ON outlets.id = articles.outlet
WHERE articles.shown = 1 AND statements.counts = 1
"""
ARTICLES_READ = """
SELECT articles.address, articles.title, outlets.name AS outlet, articles.byline, articles.published,
       articles.fetched, articles.language, articles.name AS article, articles.revision,
       articles.page AS page_sha256, articles.bundle,
       (SELECT count(*) FROM statements WHERE statements.article = articles.id AND counts = 1) AS statements,
       articles.text
FROM articles
LEFT JOIN outlets ON outlets.id = articles.outlet
WHERE articles.shown = 1
"""
# What was compared when somebody last asked for utterances, or pages were read.
SAME_WORDS = """
SELECT first.name AS utterance, utterances.articles AS told_by_articles, statements.name AS statement,
       speakers.name AS speaker, speakers.type AS speaker_type, {words:content} AS words,
       articles.published, outlets.name AS outlet, articles.title, articles.address
FROM utterances
JOIN statements AS first ON first.id = utterances.statement
JOIN statement_utterances ON statement_utterances.utterance = utterances.statement
JOIN statements ON statements.id = statement_utterances.statement
JOIN articles ON articles.id = statements.article
LEFT JOIN speakers ON speakers.id = statements.speaker
LEFT JOIN outlets ON outlets.id = articles.outlet
WHERE utterances.articles > 1 AND articles.shown = 1 AND statements.counts = 1
"""
VIEWS = {
    "who_said_what": WHO_SAID_WHAT,
    "who_speaks": WHO_SPEAKS,
    "for_and_against": FOR_AND_AGAINST,
    "articles_read": ARTICLES_READ,
    "same_words": SAME_WORDS,
}


def upgrade() -> None:
    """Make the views."""
    make_views(VIEWS)


def downgrade() -> None:
    """Drop them."""
    drop_views(VIEWS)
