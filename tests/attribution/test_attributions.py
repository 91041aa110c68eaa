"""From scores to attributions, with an encoder that says what its script says."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder import Line, Scripted, Settings
from onrecord.nouns import Attribution
from tests.attribution.told import article, told, words

# What it is about: text, script, what is told.
CASES: dict[str, tuple[str, list[Line], list[tuple[str, ...]]]] = {
    "direct": (
        '"We are ready," said Ann Poe.',
        [{"source": "Ann Poe", "cue": "said", "content": ['"We are ready,"']}],
        [("1", "direct", "Ann Poe", "said", '"We are ready,"')],
    ),
    "indirect": (
        "Ann Poe said that they were ready.",
        [{"source": "Ann Poe", "cue": "said", "content": ["that they were ready"]}],
        [("1", "indirect", "Ann Poe", "said", "that they were ready")],
    ),
    "mixed": (
        "Ann Poe said they were “quite ready” to go.",
        [{"source": "Ann Poe", "cue": "said", "content": ["they were “quite ready” to go"]}],
        [("1", "mixed", "Ann Poe", "said", "they were “quite ready” to go")],
    ),
    "a fragment": (
        "Ann Poe called the plan a “farce”.",
        [{"source": "Ann Poe", "cue": "called", "content": ["“farce”"]}],
        [("1", "mixed", "Ann Poe", "called", "“farce”")],
    ),
    "one quotation in two": (
        "‘We are ready,’ Ann Poe said. ‘We start at noon.’",
        [{"source": "Ann Poe", "cue": "said", "content": ["‘We are ready,’", "‘We start at noon.’"]}],
        [("1", "direct", "Ann Poe", "said", "‘We are ready,’ | ‘We start at noon.’")],
    ),
    "a source with two cues": (
        "Ann Poe said they were ready and warned that time was short.",
        [
            {"source": "Ann Poe", "cue": "said", "content": ["they were ready"]},
            {"source": "Ann Poe", "cue": "warned", "content": ["that time was short"]},
        ],
        [
            ("1", "indirect", "Ann Poe", "said", "they were ready"),
            ("2", "indirect", "Ann Poe", "warned", "that time was short"),
        ],
    ),
    "a cue without a source": (
        "It was said that they were ready, Ann Poe or not.",
        [{"cue": "It was said", "content": ["that they were ready"]}],
        [("1", "indirect", "", "It was said", "that they were ready")],
    ),
    "a source near and another's": (
        "Bo Roe left. “Yes,” said Ann Poe. “No,” said Cy Doe.",
        [
            {"source": "Ann Poe", "cue": "said", "content": ["“Yes,”"]},
            {"source": "Cy Doe", "cue": "said", "content": ["“No,”"]},
        ],
        [("1", "direct", "Ann Poe", "said", "“Yes,”"), ("2", "direct", "Cy Doe", "said", "“No,”")],
    ),
    "a paragraph without a speaker": (
        "“We are ready,” said Ann Poe.\n“And we start at noon.”",
        [
            {"source": "Ann Poe", "cue": "said", "content": ["“We are ready,”"]},
            {"content": ["“And we start at noon.”"]},
        ],
        [
            ("1", "direct", "Ann Poe", "said", "“We are ready,”"),
            ("2", "direct", "", "", "“And we start at noon.”"),
        ],
    ),
    "a paragraph without a speaker or marks is no statement": (
        "And they start at noon.",
        [{"content": ["they start at noon"]}],
        [],
    ),
    "a colon": (
        "Ann Poe: “We are ready.”",
        [{"source": "Ann Poe", "cue": ":", "content": ["“We are ready.”"]}],
        [("1", "direct", "Ann Poe", ":", "“We are ready.”")],
    ),
    "a dash": (
        "‘We are ready’ – mayor",
        [{"source": "mayor", "cue": "–", "content": ["‘We are ready’"]}],
        [("1", "direct", "mayor", "–", "‘We are ready’")],
    ),
    "according to": (
        "According to the log, eleven boats left.",
        [{"source": "the log", "cue": "According to", "content": ["eleven boats left"]}],
        [("1", "indirect", "the log", "According to", "eleven boats left")],
    ),
    "guillemets": (
        "« Nous sommes prêts », dit Ann Poe.",
        [{"source": "Ann Poe", "cue": "dit", "content": ["« Nous sommes prêts »"]}],
        [("1", "direct", "Ann Poe", "dit", "« Nous sommes prêts »")],
    ),
    "two apostrophes": (
        "''We are ready,'' said Ann Poe.",
        [{"source": "Ann Poe", "cue": "said", "content": ["''We are ready,''"]}],
        [("1", "direct", "Ann Poe", "said", "''We are ready,''")],
    ),
    "a statement within a quotation": (
        "“The mayor told me that the boats would stay here,” said Ann Poe.",
        [
            {
                "source": "Ann Poe",
                "cue": "said",
                "content": ["“The mayor told me that the boats would stay here,”"],
            },
            {"source": "The mayor", "cue": "told", "content": ["that the boats would stay here"]},
        ],
        [
            ("1", "direct", "Ann Poe", "said", "“The mayor told me that the boats would stay here,”"),
            ("1.1", "indirect", "The mayor", "told", "that the boats would stay here"),
        ],
    ),
    "a quotation within a quotation": (
        "Roe left.\n“The mayor told me: ‘The boats will stay.’ Nobody asked us why,” said Ann Poe.",
        [
            {
                "source": "Ann Poe",
                "cue": "said",
                "content": ["“The mayor told me: ‘The boats will stay.’ Nobody asked us why,”"],
            },
            {"source": "The mayor", "cue": "told", "content": ["‘The boats will stay.’"]},
        ],
        [
            (
                "1",
                "direct",
                "Ann Poe",
                "said",
                "“The mayor told me: ‘The boats will stay.’ Nobody asked us why,”",
            ),
            ("1.1", "direct", "The mayor", "told", "‘The boats will stay.’"),
        ],
    ),
    "two within one, and a third after it": (
        "Ann Poe said the mayor says no and the bishop says yes to all this. Bo Roe denied having met them.",
        [
            {
                "source": "Ann Poe",
                "cue": "said",
                "content": ["the mayor says no and the bishop says yes to all this"],
            },
            {"source": "the mayor", "cue": "says", "content": ["no"]},
            {"source": "the bishop", "cue": "says", "content": ["yes to all this"]},
            {"source": "Bo Roe", "cue": "denied", "content": ["having met them"]},
        ],
        [
            ("1", "indirect", "Ann Poe", "said", "the mayor says no and the bishop says yes to all this"),
            ("1.1", "indirect", "the mayor", "says", "no"),
            ("1.2", "indirect", "the bishop", "says", "yes to all this"),
            ("2", "indirect", "Bo Roe", "denied", "having met them"),
        ],
    ),
    "without a speaker of its own within is no other statement": (
        "“It was said that the boats would stay here,” said Ann Poe.",
        [
            {
                "source": "Ann Poe",
                "cue": "said",
                "content": ["“It was said that the boats would stay here,”"],
            },
            {"cue": "was said", "content": ["that the boats would stay here"]},
        ],
        [("1", "direct", "Ann Poe", "said", "“It was said that the boats would stay here,”")],
    ),
}


@pytest.mark.parametrize(("text", "script", "expected"), CASES.values(), ids=CASES)
def test_what_is_told(text: str, script: list[Line], expected: list[tuple[str, ...]]):
    found = told(text, script)
    assert words(text, found) == expected
    for a in found:
        assert a.within == (a.id.rpartition(".")[0] or None)
        assert 0.9 < a.confidence <= 1


@pytest.mark.parametrize("own", ["I", "We", "you"])
def test_what_the_speaker_says_to_say_is_no_other_statement(own: str):
    content = f"“{own} said that the boats will stay here,”"
    script: list[Line] = [
        {"source": "Ann Poe", "cue": "said", "content": [content]},
        {"source": own, "cue": "said", "content": ["that the boats will stay here"]},
    ]
    assert [a.id for a in told(f"{content} said Ann Poe.", script)] == ["1"]


def test_within_is_followed_no_deeper_than_two():
    inner = "Cy said that the boats will stay here for the rest of the summer"
    middle = f"Bo said that {inner}"
    text = f"Ann said that {middle}."
    script: list[Line] = [
        {"source": "Ann", "cue": "said", "content": [f"that {middle}"]},
        {"source": "Bo", "cue": "said", "content": [f"that {inner}"]},
        {
            "source": "Cy",
            "cue": "said",
            "content": ["that the boats will stay here for the rest of the summer"],
        },
    ]
    assert [(a.id, a.within) for a in told(text, script)] == [("1", None), ("1.1", "1")]


FLAGGED: dict[str, tuple[str, Line, tuple[str, ...]]] = {
    "opening mark missing": (
        'We are ready," said Ann Poe.',
        {"source": "Ann Poe", "cue": "said", "content": ['We are ready,"']},
        ("opening mark missing",),
    ),
    "closing mark missing": (
        'Ann Poe said: "We are ready.',
        {"source": "Ann Poe", "cue": "said", "content": ['"We are ready.']},
        ("closing mark missing",),
    ),
    "no cue": ("“We are ready.”", {"content": ["“We are ready.”"]}, ("no cue",)),
    "no cue, no closing mark": (
        "“We are ready.",
        {"content": ["“We are ready."]},
        ("closing mark missing", "no cue"),
    ),
    "nothing": ("“Go,” said Ann.", {"source": "Ann", "cue": "said", "content": ["“Go,”"]}, ()),
}


@pytest.mark.parametrize(("text", "line", "flags"), FLAGGED.values(), ids=FLAGGED)
def test_flags(text: str, line: Line, flags: tuple[str, ...]):
    (found,) = told(text, [line])
    assert found.flags == flags


def test_headlines_are_flagged_and_furniture_never_speaks():
    text = "‘Go’ – mayor\n“Go,” said Ann Poe.\nGive today, “please”, said Bo Roe."
    script: list[Line] = [
        {"source": "mayor", "cue": "–", "content": ["‘Go’"]},
        {"source": "Ann Poe", "cue": "said", "content": ["“Go,”"]},
        {"source": "Bo Roe", "cue": "said", "content": ["“please”"]},
    ]
    found = told(text, script, roles=("headline", "body", "appeal"))
    assert words(text, found) == [
        ("1", "direct", "mayor", "–", "‘Go’"),
        ("2", "direct", "Ann Poe", "said", "“Go,”"),
    ]
    assert [a.flags for a in found] == [("headline",), ()]


def test_brackets_are_listed():
    text = '"[They] are ready [for us]," said Ann Poe [the mayor].'
    script: list[Line] = [{"source": "Ann Poe", "cue": "said", "content": ['"[They] are ready [for us],"']}]
    (found,) = told(text, script)
    assert [s.of(text) for s in found.insertions] == ["[They]", "[for us]"]


@pytest.mark.parametrize("marks", ["…", "***", "— –"])
def test_a_content_without_a_letter_says_nothing(marks: str):
    assert told(f"Ann Poe said {marks} .", [{"source": "Ann Poe", "cue": "said", "content": [marks]}]) == ()


NAMES = ("Ann", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Line]]:
    """A text of sentences of several makes, and a script that is more and less sure of them."""
    sentences, script = [], []
    for name in draw(st.permutations(NAMES))[: draw(st.integers(1, 8))]:
        low = name.lower()
        make = draw(st.integers(0, 4))
        said = (
            f'"{low} one."',
            f"that {low} two",
            f"“{low} three and more.”",
            f'{low} "four" of all',
            f"«{low} five»",
        )
        line: Line = {"content": [said[make]], "sure": draw(st.sampled_from([0.55, 0.7, 0.85, 0.999]))}
        if make != 2:
            line |= {"source": name, "cue": "says"}
        script.append(line)
        sentences.append(said[make] if make == 2 else f"{name} says {said[make]}.")
        sentences.append(draw(st.sampled_from([" ", "\n", "\n\n", " Nothing more. "])))
    return "".join(sentences), script


@settings(deadline=None)
@given(pages(), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_gives_some_of_the_same(page: tuple[str, list[Line]], one: float, other: float):
    def key(a: Attribution) -> tuple[object, ...]:
        return (a.kind, a.source, a.cue, a.content, a.flags, a.confidence)

    text, script = page
    low, high = (told(text, script, least) for least in sorted((one, other)))
    assert {key(a) for a in high} <= {key(a) for a in low}
    assert all(a.confidence >= max(one, other) for a in high)
    assert [a for a in low if a.confidence >= max(one, other)] == [
        next(a for a in low if key(a) == key(b)) for b in high
    ]


@settings(deadline=None)
@given(pages())
def test_order_ids_and_places(page: tuple[str, list[Line]]):
    text, script = page
    found = told(text, script, 0.0)
    assert [a.id for a in found] == [str(n) for n in range(1, len(found) + 1)]
    starts = [min(s.start for _, s in a.spans) for a in found]
    assert starts == sorted(starts)
    for a in found:
        assert a.content
        for _, span in a.spans:
            assert 0 <= span.start < span.end <= len(text)
            assert span.of(text).strip() == span.of(text)
        for spans in (a.source, a.cue, a.content):
            assert all(one.end <= other.start for one, other in pairwise(spans))
    assert told(text, script, 0.0) == found


def test_thresholds_come_from_the_bundle_unless_given():
    text = "Ann says one. Bo says that Cy says two and three and four."
    script: list[Line] = [
        {"source": "Ann", "cue": "says", "content": ["one"], "sure": 0.6},
        {"source": "Bo", "cue": "says", "content": ["that Cy says two and three and four"]},
        {"source": "Cy", "cue": "says", "content": ["two and three and four"], "sure": 0.7},
    ]

    def ids(settings: Settings, least: float | None = None) -> list[str]:
        return [a.id for a in told(text, Scripted(script, settings), least)]

    assert ids(Settings()) == ["1", "2", "2.1"]
    assert ids(Settings(threshold=0.8)) == ["1"]
    assert ids(Settings(nested_threshold=0.9)) == ["1", "2"]
    assert ids(Settings(threshold=0.8, nested_threshold=0.9), 0.0) == ["1", "2", "2.1"]
    assert ids(Settings(nested_threshold=0.9), 0.3) == ["1", "2"]
    assert ids(Settings(), 0.9) == ["1"]
    assert ids(Settings(), 1.0) == []


@pytest.mark.parametrize(
    ("source", "kept"), [("Cy", True), ("Cy Noll’s firm", True), ("he", False), ("They", False)]
)
def test_a_pronoun_within_a_statement_needs_more(source, kept):
    text = f"Bo says that {source} says two and three and four."
    script: list[Line] = [
        {"source": "Bo", "cue": "says", "content": [text[8:-1]]},
        {"source": source, "cue": "says", "content": ["two and three and four"], "sure": 0.7},
    ]
    settings = Settings(threshold=0.4, nested_threshold=0.6, pronoun_threshold=0.8)
    assert ("1.1" in [a.id for a in told(text, Scripted(script, settings), None)]) is kept
    assert "1.1" in [a.id for a in told(text, Scripted(script, settings), 0.3)]
    assert "1.1" not in [a.id for a in told(text, Scripted(script, settings), 0.95)]


def test_weights_make_the_confidence():
    line: Line = {"source": "Ann", "cue": "says", "content": ["one"]}
    (found,) = told("Ann says one.", Scripted([line], Settings(weights={"bias": -1.0})), 0.0)
    assert found.confidence == 0.2689
    (found,) = told(
        "Ann says one.", Scripted([line], Settings(weights={"bias": 1e9, "unheard of": 5.0})), 0.0
    )
    assert found.confidence == 1.0


HOSTILE = {
    "nothing": ("", 0),
    "spaces": (" \n\t\n", 0),
    "10,000 marks": ('"' * 10_000, 0),
    "10,000 quotations": ('"a" ' * 10_000, 0),
    "lone surrogates": ("\ud800 says \udfff one.\n" * 50, 0),
    "one word": ("x" * 1_000_000, 0),
    "2,000 paragraphs": ("Ann says one.\n" * 2_000, 2_000),
    "20,000 pieces": (" ".join(f"Ann{n} says{n} one{n}." for n in range(5_000)), 1),
    "a content of 20,000 pieces": ("Bo says " + "two " * 20_000, 1),
    "a content of 10,000 marks": ("Bo says " + "'a' " * 5_000, 1),
    "a content of marks alone": ("Bo says " + "' " * 10_000, 0),
}


@pytest.mark.parametrize(("text", "count"), HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_read(text: str, count: int):
    script: list[Line] = [
        {"source": "Ann", "cue": "says", "content": ["one"]},
        {"source": "Ann77", "cue": "says77", "content": ["one77"]},
        {"source": "Bo", "cue": "says", "content": [("two " * 20_000).strip()]},
        {"source": "Bo", "cue": "says", "content": [("'a' " * 5_000).strip()]},
        {"source": "Bo", "cue": "says", "content": ["' " * 9_000 + "'"]},
    ]
    assert len(told(text, script)) == count


def test_a_paragraph_of_2000_statements():
    numbers = range(2_000)
    text = " ".join(f'"one {n}," says{n} Ann{n}.' for n in numbers)
    script: list[Line] = [
        {"source": f"Ann{n}", "cue": f"says{n}", "content": [f'"one {n},"']} for n in numbers
    ]
    found = told(text, script)
    assert words(text, found) == [
        (str(n + 1), "direct", f"Ann{n}", f"says{n}", f'"one {n},"') for n in numbers
    ]
    assert article(text).speaking() == ((0, len(text)),)
