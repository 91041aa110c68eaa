"""How values become a page: the environment of the templates, strict and escaping everything."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from onrecord.data import table
from onrecord.web.leafing import href
from onrecord.web.statics import statics

NO_BREAK = "\u00a0"
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@cache
def environment() -> Environment:
    """Every name a template uses has to be there, and all that is put in is escaped."""
    made = Environment(
        loader=PackageLoader("onrecord.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        day=day, percent=percent, link=link, segment=segment, counted=counted, language=language, href=href
    )
    made.globals.update(static=lambda name: statics()[name].url, explained=explained)
    return made


def rendered(template: str, values: Mapping[str, Any]) -> str:
    """A template filled in. Characters that are none become the replacement character."""
    page = environment().get_template(template).render(values)
    return page.encode("utf-8", "replace").decode()


def day(iso: str | None) -> str:
    """A date as people write it: "3 March 2024", on one line; what is no date stays as it is."""
    parts = (iso or "")[:10].split("-")
    if not all(part.isascii() and part.isdigit() for part in parts):
        return iso or ""
    year, *rest = parts
    if not rest or not 1 <= int(rest[0]) <= 12:
        return iso or ""
    month = f"{MONTHS[int(rest[0]) - 1]}{NO_BREAK}{int(year)}"
    return f"{int(rest[1])}{NO_BREAK}{month}" if len(rest) > 1 else month


def percent(probability: float | None) -> str:
    """A probability as a whole percentage, never rounded up to certainty."""
    return "" if probability is None else f"{min(int(probability * 100 + 0.5), 99)}{NO_BREAK}%"


def link(address: str | None) -> str:
    """An address that may be followed: of the web, or else nothing."""
    try:
        parts = urlsplit(address or "")
    except ValueError:
        return ""
    return address or "" if parts.scheme in ("http", "https") and parts.netloc else ""


def language(tag: str | None) -> str:
    """A language's tag, if it is one; else nothing."""
    return tag if tag and LANGUAGE.fullmatch(tag) else ""


def segment(name: str) -> str:
    """A name as a part of a path of ours."""
    return quote(name, safe="", errors="replace")


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: "1 statement", "2,000 statements"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def explained(group: str, name: str) -> str:
    """What a word of the record means, in plain words (data/explanations.toml); "" for one not listed."""
    found = table("explanations").get(group, {}).get(name, "")
    return str(found)
