"""robots.txt as RFC 9309 has it: the longest matching rule wins, `*` and `$` are understood.

The standard library's parser takes the first rule that matches and reads `*` as a letter, by which
`Disallow: /*/print$`, common at newspapers, would be overlooked.
"""

import re
from urllib.parse import quote, unquote_to_bytes

AGENT = "onrecord"
Rule = tuple[bool, str]
"""Allowed, and the pattern of paths it holds for."""


def allowed(robots: str, path: str, agent: str = AGENT) -> bool:
    """Whether `robots` lets `agent` fetch this path (with its query)."""
    if path == "/robots.txt":
        return True
    path = _normal(path)
    matching = [(len(pattern), may) for may, pattern in _rules(robots, agent) if _matches(pattern, path)]
    return max(matching, default=(0, True))[1]  # of two as long, Allow wins


def _rules(robots: str, agent: str) -> list[Rule]:
    """The rules of the groups for `agent`, or where it has none, of those for everyone."""
    groups: dict[str, list[Rule]] = {}
    names: list[str] = []
    naming = False
    for line in robots.removeprefix("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if not colon:
            continue
        if key == "user-agent":
            names = [*names, _product(value)] if naming else [_product(value)]
            naming = True
            groups.setdefault(names[-1], [])
        elif key in ("allow", "disallow"):
            naming = False
            if value:
                for name in dict.fromkeys(names):
                    groups[name].append((key == "allow", _normal(value)))
    return groups.get(agent.lower(), groups.get("*", []))


def _product(value: str) -> str:
    """ "Onrecord/2.1 (…)" -> "onrecord" """
    return "*" if value.startswith("*") else re.split(r"[^\w-]", value, maxsplit=1)[0].lower()


def _normal(path: str) -> str:
    """Percent-encoding in one form: what needs none is written out, all else is encoded."""
    parts = re.split(r"(%2[Ff]|%2[Aa]|%24)", path)  # an encoded "/", "*" or "$" is not the sign itself
    return "".join(
        part.upper() if number % 2 else quote(unquote_to_bytes(part), safe="/*$?=&:@!'()+,;~-._%")
        for number, part in enumerate(parts)
    )


def _matches(pattern: str, path: str) -> bool:
    """From the path's start; a walk along it, as `.*.*.*` in a regular expression may take for ever."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    if not others:
        return not ends or at == len(path)
    last = others.pop() if ends else ""
    for part in others:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return not ends or (path.endswith(last) and len(path) - len(last) >= at)
