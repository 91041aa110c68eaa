"""What a statement does, to whom and when, each with its confidence; speakers over all articles.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.naming import name_key, sort_of, written_forms

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONFIDENCES = tuple(f"{column}_confidence" for column in ("speaker", "act", "addressee", "occasion", "when"))
TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
CIRCUMSTANCE = (
    "coalesce((SELECT replace(group_concat(words, ' … '), char(0), ' ') FROM spans "
    "WHERE spans.statement = old_words.rowid AND role = '{}'), '')"
)
NAMED = (
    "coalesce((SELECT replace(group_concat(name, ' … '), char(0), ' ') FROM targets "
    "WHERE targets.statement = old_words.rowid AND stance = '{}'), '')"
)


def upgrade() -> None:
    """Add the columns and tables, and fill them from what is there."""
    op.add_column("statements", sa.Column("column_flags", sa.Text, nullable=False, server_default="[]"))
    for name in CONFIDENCES:
        op.add_column("statements", sa.Column(name, sa.Float))
    op.create_index("statements_by_day", "statements", ["said_on"])
    op.add_column("targets", sa.Column("words", sa.Text))
    op.add_column("targets", sa.Column("confidence", sa.Float, nullable=False, server_default="1.0"))
    op.execute(
        'UPDATE targets SET words = (SELECT substr(text, targets.start + 1, targets."end" - targets.start) '
        "FROM articles JOIN statements ON statements.article = articles.id "
        "WHERE statements.id = targets.statement) WHERE start IS NOT NULL"
    )
    _rebuild_words(
        "words, speaker, source, cue, addressee, occasion, for_whom, against_whom",
        "words, speaker, source, cue, "
        + ", ".join([CIRCUMSTANCE.format("addressee"), CIRCUMSTANCE.format("occasion")])
        + ", "
        + ", ".join([NAMED.format("for"), NAMED.format("against")]),
    )
    _decisions()
    _names()


def _rebuild_words(columns: str, values: str) -> None:
    op.execute("ALTER TABLE statement_words RENAME TO old_words")
    op.execute(f"CREATE VIRTUAL TABLE statement_words USING fts5({columns}, {TOKENS})")
    op.execute(f"INSERT INTO statement_words (rowid, {columns}) SELECT rowid, {values} FROM old_words")
    op.execute("DROP TABLE old_words")


def _decisions() -> None:
    op.create_table(
        "speaker_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("type", sa.Text),
        sa.Column("other_name", sa.Text),
        sa.Column("other_type", sa.Text),
        sa.Column("undone", sa.Integer, sa.ForeignKey("speaker_decisions.id")),
    )
    op.create_table(
        "split_articles",
        sa.Column("decision", sa.Integer, sa.ForeignKey("speaker_decisions.id"), primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "speaker_links",
        sa.Column("decision", sa.Integer, sa.ForeignKey("speaker_decisions.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("identifier", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("speaker_links_by_key", "speaker_links", ["key"])
    op.create_index("speaker_links_by_identifier", "speaker_links", ["identifier"])


def _names() -> None:
    """Keys for the speakers, and the forms in which each is named."""
    for name in ("key", "initials", "generation", "surname"):
        op.add_column("speakers", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_table(
        "speaker_aliases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("speaker", sa.Integer, sa.ForeignKey("speakers.id"), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.UniqueConstraint("speaker", "words", name="one_alias"),
    )
    op.execute(
        f"CREATE VIRTUAL TABLE speaker_words USING fts5(words, content = 'speaker_aliases', "
        f"content_rowid = 'id', {TOKENS})"
    )
    op.execute(
        "CREATE TRIGGER speaker_alias_words AFTER INSERT ON speaker_aliases BEGIN "
        "INSERT INTO speaker_words (rowid, words) VALUES (new.id, new.words); END"
    )
    connection = op.get_bind()
    for number, name, kind in connection.execute(sa.text("SELECT id, name, type FROM speakers")).all():
        key = name_key(name, sort_of(kind))
        connection.execute(
            sa.text(
                "UPDATE speakers SET key = :key, initials = :initials, generation = :generation, "
                "surname = :surname WHERE id = :id"
            ),
            {"id": number, **key._asdict(), "surname": key.surname},
        )
        mentions = connection.execute(
            sa.text(
                "SELECT DISTINCT spans.words, spans.reason FROM spans JOIN statements "
                "ON spans.statement = statements.id WHERE spans.role = 'mention' AND statements.speaker = :id"
            ),
            {"id": number},
        ).all()
        forms = dict.fromkeys(written_forms(name, kind, [(words, why) for words, why in mentions]))
        connection.execute(
            sa.text("INSERT INTO speaker_aliases (speaker, words) VALUES (:speaker, :words)"),
            [{"speaker": number, "words": form} for form in forms],
        )
    op.create_index("speakers_by_key", "speakers", ["key"])
    op.create_index("speakers_by_surname", "speakers", ["surname"])


def downgrade() -> None:
    """Leave the tables as 0001 made them. What people decided and what only 0002 can hold is lost."""
    for table in ("split_articles", "speaker_links", "speaker_decisions", "speaker_words", "speaker_aliases"):
        op.drop_table(table)
    for index in ("speakers_by_key", "speakers_by_surname"):
        op.drop_index(index, "speakers")
    for name in ("key", "initials", "generation", "surname"):
        op.drop_column("speakers", name)
    _rebuild_words("words, speaker, source, cue", "words, speaker, source, cue")
    for name in ("words", "confidence"):
        op.drop_column("targets", name)
    op.drop_index("statements_by_day", "statements")
    for name in ("column_flags", *CONFIDENCES):
        op.drop_column("statements", name)
