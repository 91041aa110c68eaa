"""What a statement does, to whom and when, each with its confidence; speakers over all articles.

Revision: 0002
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText
from onrecord.record.migrations.parts import parts
from onrecord.record.naming import name_key, sort_of, written_forms

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CONFIDENCES = tuple(f"{column}_confidence" for column in ("speaker", "act", "addressee", "occasion", "when"))
TEXT = sa.Text().with_variant(EscapedText(), "postgresql")
KEYS = ("key", "initials", "generation", "surname")
SPEAKERS = sa.table("speakers", sa.column("id"), *(sa.column(name, TEXT) for name in ("name", "type", *KEYS)))
ALIASES = sa.table("speaker_aliases", sa.column("speaker"), sa.column("words", TEXT))
SPANS = sa.table(
    "spans", sa.column("statement"), *(sa.column(name, TEXT) for name in ("role", "words", "reason"))
)
STATEMENTS = sa.table("statements", sa.column("id"), sa.column("speaker"))


def upgrade() -> None:
    """Add the columns and tables, and fill them from what is there."""
    op.add_column("statements", sa.Column("column_flags", TEXT, nullable=False, server_default="[]"))
    for name in CONFIDENCES:
        op.add_column("statements", sa.Column(name, sa.Float))
    op.create_index("statements_by_day", "statements", ["said_on"])
    op.add_column("targets", sa.Column("words", TEXT))
    op.add_column("targets", sa.Column("confidence", sa.Float, nullable=False, server_default="1.0"))
    parts().fill_target_words()
    parts().widen_words()
    _decisions()
    _names()


def _decisions() -> None:
    op.create_table(
        "speaker_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("name", TEXT),
        sa.Column("type", TEXT),
        sa.Column("other_name", TEXT),
        sa.Column("other_type", TEXT),
        sa.Column("undone", sa.Integer, sa.ForeignKey("speaker_decisions.id")),
    )
    op.create_table(
        "split_articles",
        sa.Column("decision", sa.Integer, sa.ForeignKey("speaker_decisions.id"), primary_key=True),
        sa.Column("address", TEXT, primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "speaker_links",
        sa.Column("decision", sa.Integer, sa.ForeignKey("speaker_decisions.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("type", TEXT),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("identifier", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("speaker_links_by_key", "speaker_links", ["key"])
    op.create_index("speaker_links_by_identifier", "speaker_links", ["identifier"])


def _names() -> None:
    """Keys for the speakers, and the forms in which each is named."""
    for name in KEYS:
        op.add_column("speakers", sa.Column(name, TEXT, nullable=False, server_default=""))
    op.create_table(
        "speaker_aliases",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("speaker", sa.Integer, sa.ForeignKey("speakers.id"), nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.UniqueConstraint("speaker", "words", name="one_alias"),
    )
    parts().make_names()
    connection = op.get_bind()
    read = connection.execute(sa.select(SPEAKERS.c.id, SPEAKERS.c.name, SPEAKERS.c.type)).all()
    for number, name, kind in read:
        key = name_key(name, sort_of(kind))
        change = sa.update(SPEAKERS).where(SPEAKERS.c.id == number)
        connection.execute(change.values(**key._asdict(), surname=key.surname))
        mentions = (
            sa.select(SPANS.c.words, SPANS.c.reason)
            .join(STATEMENTS, SPANS.c.statement == STATEMENTS.c.id)
            .where(SPANS.c.role == "mention", STATEMENTS.c.speaker == number)
            .distinct()
        )
        found = [(words, why) for words, why in connection.execute(mentions)]
        forms = dict.fromkeys(written_forms(name, kind, found))
        parts().add_aliases(ALIASES, [{"speaker": number, "words": form} for form in forms])
    op.create_index("speakers_by_key", "speakers", ["key"])
    op.create_index("speakers_by_surname", "speakers", ["surname"])


def downgrade() -> None:
    """Leave the tables as 0001 made them. What people decided and what only 0002 can hold is lost."""
    for table in ("split_articles", "speaker_links", "speaker_decisions", "speaker_words", "speaker_aliases"):
        op.drop_table(table)
    for index in ("speakers_by_key", "speakers_by_surname"):
        op.drop_index(index, "speakers")
    for name in KEYS:
        op.drop_column("speakers", name)
    parts().narrow_words()
    for name in ("words", "confidence"):
        op.drop_column("targets", name)
    op.drop_index("statements_by_day", "statements")
    for name in ("column_flags", *CONFIDENCES):
        op.drop_column("statements", name)
