# ruff: noqa: E501 (the tables hold whole sentences)
"""Bytes to text: declared, undeclared and wrongly declared encodings."""

import pytest

from onrecord.errors import ArticleError
from onrecord.nouns import Page
from onrecord.page import article_of
from onrecord.page.decoding import text_of

WORDS = "“Café déjà vu,” said Zoë – twice…"
SENTENCE = "Le maire a dit : « C'est déjà réglé, Zoë. » Die Fähre fährt für fünf Tage nicht."
META = '<meta charset="{}"><p>'

CASES = [
    ("utf-8, undeclared", WORDS.encode(), None, WORDS),
    ("utf-8 with a mark", b"\xef\xbb\xbf" + WORDS.encode(), "text/plain; charset=latin-1", WORDS),
    ("utf-16 with a mark", WORDS.encode("utf-16"), None, WORDS),
    ("utf-16-be with a mark", b"\xfe\xff" + WORDS.encode("utf-16-be"), None, WORDS),
    ("utf-32 with a mark", WORDS.encode("utf-32"), None, WORDS),
    ("utf-16 without a mark", ("The ferry stops. " * 9).encode("utf-16-le"), None, "The ferry stops. " * 9),
    ("windows-1252, undeclared", WORDS.encode("cp1252"), None, WORDS),
    ("windows-1252, declared", WORDS.encode("cp1252"), "text/html; charset=windows-1252", WORDS),
    ("windows-1252, declared latin-1", WORDS.encode("cp1252"), "text/html;charset=iso-8859-1", WORDS),
    ("windows-1252, declared utf-8", WORDS.encode("cp1252"), 'text/html; charset="utf-8"', WORDS),
    ("utf-8, declared latin-1", WORDS.encode(), "text/html; charset=iso-8859-1", WORDS),
    ("unknown name", WORDS.encode(), "text/html; charset=x-none", WORDS),
    ("a codec that is no encoding", WORDS.encode(), "text/html; charset=base64", WORDS),
    ("cyrillic, declared", "Паром не ходит".encode("cp1251"), "text/html; charset=windows-1251", "Паром не ходит"),
    ("japanese, declared", "船は止まった".encode("shift_jis"), "text/html; charset=Shift_JIS", "船は止まった"),
    ("japanese in seven bits", "船は止まった".encode("iso2022_jp"), "text/html; charset=iso-2022-jp", "船は止まった"),
    ("free bytes of windows-1252", b"a\x81b\x9dc\xe9", None, "a\x81b\x9dcé"),
    ("utf-8, cut in a character", SENTENCE.encode() + b"\xc3", None, SENTENCE + "\ufffd"),
    ("utf-8 with one bad byte", SENTENCE.encode() + b" \xff.", None, SENTENCE + " \ufffd."),
    ("mojibake stays", WORDS.encode().decode("cp1252", "ignore").encode(), None, WORDS.encode().decode("cp1252", "ignore")),
    ("line feeds stay", b"a\r\nb\rc\n\td  e \n", None, "a\r\nb\rc\n\td  e \n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "declared", "text"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_text_of(data: bytes, declared: str | None, text: str) -> None:
    assert text_of(data, declared) == text


@pytest.mark.parametrize("name", ["windows-1252", "iso-8859-1", "utf-8", "utf-16", "none-such", "koi8-r"])
def test_a_page_declares_its_encoding_itself(name: str) -> None:
    real = name if name in ("koi8-r", "windows-1252") else "utf-8"
    words = "Паром" if name == "koi8-r" else WORDS
    data = (META.format(name) + words).encode(real)
    assert text_of(data, "text/html", markup=True).endswith(words)


def test_an_xml_declaration_counts() -> None:
    data = '<?xml version="1.0" encoding="iso-8859-2"?><p>Łódź'.encode("iso-8859-2")
    assert text_of(data, markup=True).endswith("Łódź")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16", "utf-8-sig"])
def test_plain_pages(encoding: str) -> None:
    article = article_of(Page(WORDS.encode(encoding), "a.txt"))
    assert article.text == WORDS


def test_nothing_but_a_mark_is_empty() -> None:
    with pytest.raises(ArticleError, match="empty"):
        article_of(Page(b"\xff\xfe", "a.txt"))
