"""A passage: one paragraph, heading, caption or line of a page, before its role is known."""

from dataclasses import dataclass

from onrecord.nouns import Role


@dataclass(frozen=True, slots=True)
class Passage:
    """What the recogniser of furniture sees of one stretch of a page.

    `hint` is the role that the page's own markup gives it, `heading` true for h1 to h6. Plain text has
    neither.
    """

    text: str
    hint: Role | None = None
    heading: bool = False
