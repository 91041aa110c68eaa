"""What a run came to, in a few lines."""

import re
from collections import Counter
from dataclasses import dataclass, field

from onrecord.errors import PageError
from onrecord.nouns import Reading
from onrecord.share.screen import printable

REASON = re.compile(r"[^:;(]*")


@dataclass
class Tally:
    """What a run came to; `summary` says it."""

    statements: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    """Pages read, by what they were to the record: "added", "revised", "unchanged", or "" without one."""
    failed: dict[str, tuple[int, PageError]] = field(default_factory=dict)
    """By reason, how many pages were not read, and the first of them."""

    def read(self, reading: Reading, outcome: str) -> None:
        self.statements += len(reading.statements)
        self.kept[outcome] += 1

    def not_read(self, error: PageError) -> None:
        """Count a page by its reason: its message up to the first particular."""
        reason = (REASON.match(error.message) or [""])[0].strip() or error.message
        count, first = self.failed.get(reason, (0, error))
        self.failed[reason] = count + 1, first

    @property
    def pages(self) -> int:
        return self.kept.total()

    @property
    def failures(self) -> int:
        return sum(count for count, _ in self.failed.values())

    def summary(self, record: str | None) -> str:
        """A few plain lines."""
        into = ", ".join(f"{n} {outcome}" for outcome, n in sorted(self.kept.items()) if outcome)
        where = f" In {record}: {into}." if record and into else ""
        lines = [f"{_count(self.pages, 'page')} read, {_count(self.statements, 'statement')}.{where}"]
        if self.failed:
            lines.append(f"{_count(self.failures, 'page')} not read:")
        for reason, (count, first) in sorted(self.failed.items(), key=lambda each: -each[1][0]):
            rest = first.message.removeprefix(reason).strip(" :;")
            detail = f" ({rest})" if rest else ""
            others = f", and {count - 1:,} more" if count > 1 else ""
            lines.append(printable(f"  {count:>4,}  {reason}: {first.page}{detail}{others}"))
        return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
