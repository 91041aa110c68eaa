"""A passage: one paragraph, heading, caption or line of a page, before its role is known."""

from dataclasses import dataclass

from onrecord.nouns import Role


@dataclass(frozen=True, slots=True)
class Passage:
    """What the recogniser of furniture sees of one stretch of a page.

    `hint` is the role that the page's own markup gives it, `heading` true for h2 to h6, `linked` the
    share of its characters that stand in links. Plain text has none of the three.
    """

    text: str
    hint: Role | None = None
    heading: bool = False
    linked: float = 0.0

    @property
    def words(self) -> int:
        """Its length in words, parted by white space."""
        return len(self.text.split())
