"""What is wrong with a request, field by field, in words that say what to mend."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onrecord.nouns import DATE_FORM, NO_DATE

NAME_PATTERN = "^[!-~]+( [!-~]+)*$"
URL_PATTERN = r"^[Hh][Tt][Tt][Pp][Ss]?://[!-~]+$"
ID_PATTERN = "^[0-9a-f]{1,12}$"
FORMS = {
    DATE_FORM: NO_DATE,
    NAME_PATTERN: "is no name of visible signs of ASCII with single spaces between",
    URL_PATTERN: "is no URL that begins with http:// or https://",
    ID_PATTERN: "is no id: it has up to twelve of the signs 0 to 9 and a to f",
}
WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "literal_error": "is none of {expected}",
    "greater_than_equal": "is too small: it has to be {ge} at least",
    "less_than_equal": "is too large: it may be {le} at most",
    "string_too_long": "is too long: it may have {max_length} characters at most",
    "string_too_short": "is too short: it has to have {min_length} characters at least",
    "too_long": "has too many entries: there may be {max_length}",
    "too_short": "has too few entries: {min_length} at least are needed",
    "int_parsing": "is no whole number",
    "int_from_float": "is no whole number",
    "int_type": "is no whole number",
    "int_parsing_size": "is a number of too many digits",
    "float_parsing": "is no number",
    "float_type": "is no number",
    "finite_number": "is no finite number",
    "bool_parsing": "is neither true nor false",
    "bool_type": "is neither true nor false",
    "string_type": "is no text",
    "string_unicode": "holds half of a surrogate pair, which is no character",
    "list_type": "is no list",
    "model_attributes_type": "is no JSON object",
    "model_type": "is no JSON object",
    "dict_type": "is no JSON object",
    "json_invalid": "is no JSON: {error}",
    "value_error": "{error}",
}
"""What is said of each kind of error that pydantic finds."""
MOST = 20
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: in which part of the request ("query", "path", "header", "body"), the name of
    the parameter or field ("" for the whole part), and what."""

    place: str
    name: str
    detail: str

    def __str__(self) -> str:
        where = f"`{self.name}`" if self.name else f"The {self.place}"
        return f"{where} {self.detail}"


def faults_of(errors: Sequence[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """The faults that pydantic found, the first of many."""
    found = dict.fromkeys(_fault(each) for each in errors[:MOST] if each.get("type") != "none_required")
    return tuple(found)


def _fault(error: Mapping[str, Any]) -> Fault:
    place, *rest = map(str, error.get("loc") or ("body",))
    kind, context = str(error.get("type")), dict(error.get("ctx") or {})
    if kind == "json_invalid":
        rest = []
    rest = rest if place == "body" else rest[:1]  # what follows is which of the types was tried
    name = ".".join(part for part in rest if "[" not in part)[:LONGEST_NAME]
    if kind == "string_pattern_mismatch":
        return Fault(
            place, name, FORMS.get(str(context.get("pattern")), f"has not the form {context.get('pattern')}")
        )
    words = WORDS.get(kind)
    detail = words.format_map(context) if words else str(error.get("msg", "is wrong"))
    return Fault(place, name, detail)
