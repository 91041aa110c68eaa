"""Bytes to text: by byte order mark, declaration and what the bytes themselves can be.

The order of precedence is the one browsers use (WHATWG Encoding, "decode"), with two repairs for pages
that declare what they are not: bytes that are valid UTF-8 with multi-byte characters are UTF-8 whatever
was declared, and bytes declared UTF-8 that are not are windows-1252 unless nearly all of them fit.
What was garbled before it came here (mojibake) stays as it is.
"""

import codecs
import re

# Where a page may declare its own encoding: the HTML standard looks at the first 1,024 bytes; older
# systems put long comments first.
DECLARATION_REACH = 4_096
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
IN_TYPE = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
IN_PAGE = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']\s*([\w.:-]+)|<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.I,
)
# Labels that browsers read as windows-1252: everything "Latin-1" on the web is.
LATIN = {"iso8859-1", "ascii", "cp1252", "latin-1", "iso8859-15"}
# UTF-8 that was cut or damaged: so many good multi-byte characters for each bad byte still make it UTF-8.
GOOD_FOR_ONE_BAD = 4
REPLACEMENT = "\ufffd"


def text_of(data: bytes, declared_type: str | None = None, *, markup: bool = False) -> str:
    """The text of the bytes, without a byte order mark. Never raises: what fits no encoding is replaced.

    `markup` allows the page to declare its encoding itself (meta charset, XML declaration).
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if wide := wide_without_mark(data):
        return data.decode(wide, "replace")
    strict = _strictly(data, "utf-8")
    declared = _declared(data, declared_type, markup)
    if strict is not None and (declared in (None, "utf-8") or not data.isascii()):
        return strict if declared not in ("iso2022_jp", "utf-7") else _as(data, declared)
    if declared in (None, "utf-8"):
        return _damaged_utf8(data)
    return _as(data, declared)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _declared(data: bytes, declared_type: str | None, markup: bool) -> str | None:
    """The name of the codec that was declared, or None where none was or Python has none of the name."""
    names = [m.group(1) for m in [IN_TYPE.search(declared_type or "")] if m]
    if markup and (found := IN_PAGE.search(data[:DECLARATION_REACH])):
        names.append((found.group(1) or found.group(2)).decode("ascii", "replace"))
    for name in names:
        try:
            codec = codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
        if codec in LATIN:
            return "cp1252"
        # A declaration read as bytes cannot be in UTF-16; browsers take it for UTF-8.
        if codecs.lookup(codec)._is_text_encoding:
            return "utf-8" if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data[:64] else codec
    return None


def _as(data: bytes, encoding: str) -> str:
    if encoding != "cp1252":
        return data.decode(encoding, "replace")
    return data.decode("cp1252", "onrecord.c1")


def _c1(error: UnicodeError) -> tuple[str, int]:
    """The five bytes that windows-1252 leaves free are control characters, as browsers have it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("onrecord.c1", _c1)


def _damaged_utf8(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    good = sum(1 for byte in data if byte >= 0xC2) - bad
    return text if good >= GOOD_FOR_ONE_BAD * bad else _as(data, "cp1252")


def wide_without_mark(data: bytes) -> str | None:
    """The UTF-16 that bytes without a mark are in: Latin text has a NUL in every other byte."""
    head = data[:1_000]
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > 0.4 * len(head) and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * len(head) and odd == 0 else None
