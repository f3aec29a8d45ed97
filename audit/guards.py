"""What a trigger of ours is, told without the words of one database."""

from dataclasses import dataclass, field

PREFIX = "guard_"
"""Every trigger of ours begins so: those that nobody declares any more are found and dropped."""

REFUSAL = "append-only: {table}"
"""What the database says when it refuses; Django raises it as IntegrityError."""

LONGEST_NAME = 63  # PostgreSQL cuts off what is longer


@dataclass(frozen=True)
class Parent:
    """The row that a condition looks at: rows of ``table`` whose ``key`` equals ``column``."""

    table: str
    key: str
    column: str


@dataclass(frozen=True)
class Trigger:
    """Refuses one kind of statement on one table, before it happens, row by row.

    ``event`` is INSERT, UPDATE, DELETE or TRUNCATE (which only PostgreSQL has, and which no
    condition can narrow). ``condition`` is SQL over OLD and NEW that both databases understand
    and that calls no function of Python; without one, every row is refused. Where it depends on a
    parent, ``parent`` names it, so that the parent cannot change between the look and the commit.
    """

    table: str
    event: str
    condition: str = ""
    parent: Parent | None = None

    @property
    def name(self):
        by = f"_{self.parent.column}" if self.parent else ""
        return f"{PREFIX}{self.table}{by}_{self.event.lower()}"

    @property
    def refusal(self):
        return REFUSAL.format(table=self.table)


@dataclass(frozen=True)
class Guard:
    """One line of an app's TRIGGERS: what a table refuses.

    ``privileges`` are what the application's PostgreSQL role keeps on the table; None leaves all.
    """

    table: str
    triggers: tuple[Trigger, ...] = field(default=())
    privileges: tuple[str, ...] | None = None

    def __post_init__(self):
        for trigger in self.triggers:
            if len(trigger.name) > LONGEST_NAME:
                raise ValueError(f"The name {trigger.name} is too long for a trigger.")
