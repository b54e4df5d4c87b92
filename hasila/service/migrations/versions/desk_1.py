"""The desk's first tables: documents, their revisions, which are only ever added to, and the newest of each."""

import sqlalchemy as sa
from alembic import op

revision = "desk_1"
down_revision = None
branch_labels = None
depends_on = None

_APPEND_ONLY = ("documents", "revisions")


def upgrade() -> None:
    """Make the tables, and let the database itself refuse to change or delete what people decided."""
    op.create_table(
        "documents",
        sa.Column("key", sa.Integer, primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("sha256", sa.Text, nullable=False, unique=True),
        sa.Column("date", sa.Text),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("meta", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "revisions",
        sa.Column("serial", sa.Integer, primary_key=True),
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.key"), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("when", sa.Text, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("note", sa.Text),
        sa.Column("what", sa.Text),
        sa.Column("model", sa.Text),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("spans", sa.Text, nullable=False),
        sa.Column("tolls", sa.Text, nullable=False),
        sa.UniqueConstraint("document", "revision"),
        sqlite_autoincrement=True,
    )
    op.create_index("revisions_when", "revisions", ["when"])
    op.create_table(
        "heads",
        sa.Column("document", sa.Integer, sa.ForeignKey("documents.key"), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tolls", sa.Integer, nullable=False),
        sa.Column("lowest", sa.Float),
        sa.Column("harms", sa.Text, nullable=False),
        sa.Column("places", sa.Text, nullable=False),
    )
    op.create_index("heads_state", "heads", ["state", "lowest"])
    for statement in _TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Refuse: the way back would lose decisions."""
    raise NotImplementedError("restore the desk from a copy")


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {table}_keep_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} are only added to'); END"
        for table in _APPEND_ONLY
        for event in ("UPDATE", "DELETE")
    ]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE FUNCTION only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are only added to', TG_TABLE_NAME; END $$"
    )
    return [
        refuse,
        *(
            f"CREATE TRIGGER {table}_keep BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION only_added_to()"
            for table in _APPEND_ONLY
        ),
    ]


_TRIGGERS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
