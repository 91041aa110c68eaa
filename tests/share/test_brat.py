"""brat standoff: read by bioc's reader, there and back, and what people may do to it by hand."""

import json
from dataclasses import replace
from pathlib import Path

import bioc.brat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import FormatError
from onrecord.identity import named
from onrecord.nouns import Attribution, Reading, Span, Statement
from onrecord.share import as_brat, brat_in, from_brat, write_brat
from onrecord.share.brat import BREAK, cut_up
from tests.record.made import HARBOUR, QUICK, READINGS, TEXTS, harbour, several, whole

HOSTILE = "<b>\"'</b>\u202eשלום 👩‍🚀 e\u0301\t𝒳\r\nnext\x1cline\x85of\u2028it\x0bno\x0c"


def normal(reading: Reading) -> Reading:
    """What brat can tell of a reading."""
    text, reading = reading.article.text, named(reading)

    def spans(found: tuple[Span | None, ...]) -> tuple[Span, ...]:
        groups = cut_up(text, [span for span in found if span is not None])
        return tuple(Span(group[0].start, group[-1].end) for group in groups)

    def one(span: Span | None) -> Span | None:
        return next(iter(spans((span,))), None)

    told = []
    for each in reading.statements:
        own = each.attribution
        attribution = replace(
            own,
            source=spans(own.source),
            cue=spans(own.cue),
            content=spans(own.content),
            insertions=tuple(kept for span in own.insertions for kept in spans((span,))),
        )
        if not attribution.spans:
            continue
        speaker = each.speaker and replace(
            each.speaker,
            mentions=tuple(
                replace(mention, span=kept)
                for mention in each.speaker.mentions
                for kept in spans((mention.span,))
            ),
        )
        targets = [replace(target, span=one(target.span)) for target in each.targets]
        told.append(
            replace(
                each,
                attribution=attribution,
                speaker=speaker,
                targets=tuple(sorted(targets, key=lambda target: target.span is None)),
                addressee=one(each.addressee),
                occasion=one(each.occasion),
                when=one(each.when),
            )
        )
    return replace(reading, statements=tuple(told))


def there_and_back(reading: Reading) -> Reading:
    text, annotations, particulars = as_brat(reading)
    return from_brat(text, annotations, json.loads(particulars))


@QUICK
@given(READINGS)
def test_there_and_back(reading: Reading):
    assert there_and_back(reading) == normal(reading)


@QUICK
@given(READINGS)
def test_bioc_reads_the_same_words(reading: Reading):
    text, annotations, _ = as_brat(reading)
    document = bioc.brat.loads(text, annotations)
    assert len(document.annotations) == len(annotations.splitlines())
    words = {}
    for entity in document.entities:
        found = sorted((each.begin, each.end) for each in entity.locations)
        assert " ".join(text[start:end] for start, end in found) == entity.text
        assert not BREAK.search(entity.text)
        words[entity.id] = entity.text
    for relation in document.relations:
        assert set(relation.arguments.values()) <= set(words)
    assert {each.refid for each in (*document.attributes, *document.notes)} <= set(words)
    kinds = [each for each in document.attributes if each.type == "Kind"]
    assert len(kinds) == len(normal(reading).statements)


@QUICK
@given(TEXTS.flatmap(lambda text: st.tuples(st.just(text), several(text))))
def test_pieces_keep_every_letter_and_no_break(made: tuple[str, tuple[Span, ...]]):
    text, spans = made
    found = [piece for group in cut_up(text, spans) for piece in group]
    covered = {at for span in found for at in range(*span)}
    assert {at for span in spans for at in range(*span) if not text[at].isspace()} <= covered
    assert covered <= {at for span in spans for at in range(*span)}
    assert not any(BREAK.search(span.of(text)) or span.of(text) != span.of(text).strip() for span in found)
    assert found == sorted(found)


def test_the_lines():
    _, annotations, particulars = as_brat(harbour()[1])
    lines = annotations.splitlines()
    assert lines[:4] == [
        "T1\tContent 23 52;103 121\t“The tolls will rise in May,” “Nobody likes it.”",
        "T2\tCue 53 57\tsaid",
        "T3\tSource 58 73\tInês Côrte-Real",
        "R1\tSaidBy Arg1:T1 Arg2:T3",
    ]
    assert {"A1\tKind T1 direct", "A2\tSpeakerType T1 person", "R10\tWithin Arg1:T9 Arg2:T5"} <= set(lines)
    assert json.loads(particulars)["outlet"] == "Alvor Echo"


def test_crossing_and_broken_places():
    text = "one two\nthree four\r\n five"
    statement = Statement(
        Attribution("a", "mixed", (Span(4, 13),), (Span(8, 18),), (Span(0, 25), Span(19, 20))), None
    )
    _, reading = harbour()
    reading = replace(
        reading, article=replace(reading.article, text=text, blocks=()), statements=(statement,)
    )
    lines = as_brat(reading).annotations.splitlines()
    assert lines[:3] == [
        "T1\tContent 0 7;8 18;21 25\tone two three four five",
        "T2\tCue 8 18\tthree four",
        "T3\tSource 4 7;8 13\ttwo three",
    ]
    [back] = there_and_back(reading).statements
    assert back.attribution.content == (Span(0, 25),)
    assert back.attribution.source == (Span(4, 13),)
    two = replace(statement, attribution=replace(statement.attribution, content=(Span(0, 7), Span(8, 18))))
    [back] = there_and_back(replace(reading, statements=(two,))).statements
    assert back.attribution.content == (Span(0, 7), Span(8, 18))


def test_hostile_words_stay_words(tmp_path: Path):
    _, reading = harbour("../../etc/pass\0wd <b>.html")
    text = HOSTILE + HARBOUR
    whole_text = Statement(
        Attribution("a", "direct", (), (), (Span(0, len(HOSTILE)),), flags=(HOSTILE,)), None
    )
    reading = replace(
        reading, article=replace(reading.article, text=text, title=HOSTILE), statements=(whole_text,)
    )
    assert write_brat([reading, replace(reading, bundle="base")], tmp_path / "out") == 2
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert len(names) == 7
    assert all(name.startswith("pass-wd-b-html-") for name in names[1:])
    second, first = brat_in(tmp_path / "out")  # "-2" sorts before "."
    assert (first.bundle, second.bundle) == ("small", "base")
    assert first.article == reading.article
    assert first.statements[0].attribution.flags == (HOSTILE,)


def test_a_folder_that_holds_work_is_not_written_over(tmp_path: Path):
    (tmp_path / "mine.ann").write_text("")
    with pytest.raises(FormatError, match="the folder is not empty"):
        write_brat([harbour()[1]], tmp_path)
    with pytest.raises(FormatError, match="cannot be written"):
        write_brat([harbour()[1]], tmp_path / "mine.ann")


def test_the_configuration_names_every_label(tmp_path: Path):
    write_brat([whole()[1], harbour()[1]], tmp_path / "out")
    configuration = (tmp_path / "out" / "annotation.conf").read_text()
    [*documents] = bioc.brat.scandir(str(tmp_path / "out"))
    assert len(documents) == 2
    labels = {each.type for document in documents for each in document.annotations if each.id[0] in "TRA"}
    for label in labels:
        assert f"\n{label}" in configuration
    sections = [line for line in configuration.splitlines() if line.startswith("[")]
    assert sections == ["[entities]", "[relations]", "[events]", "[attributes]"]


TEXT = "Mayor Vaz said no to the port.\n"
BARE = "T1\tContent 15 17\tno\nT2\tSource 0 9\tMayor Vaz\nR1\tSaidBy Arg1:T1 Arg2:T2\n"


def test_an_annotator_needs_no_notes():
    lines = BARE + "A1\tSpeakerType T1 person\n#1\tAnnotatorNotes T2\tis he mayor?\n"
    lines += "T3\tTarget 21 29\tthe port\nR2\tAgainst Arg1:T1 Arg2:T3\n"
    [told] = from_brat(TEXT, "\ufeff" + lines.replace("\n", "\r\n"), file="a.ann").statements
    assert told.speaker is not None
    assert (told.speaker.name, told.speaker.type, told.speaker.resolved) == ("Mayor Vaz", "person", True)
    assert told.attribution.flags == ("is he mayor?",)
    assert [(each.name, each.stance, each.span) for each in told.targets] == [
        ("the port", "against", Span(21, 29))
    ]
    assert (told.attribution.kind, told.act, told.attribution.id) == ("indirect", None, "T1")


BAD = [
    ("X1\tContent 0 1\tM", "line 4: 'X1\\tContent 0 1\\tM' is no line for a place"),
    ("T3\tContent 0", "line 4: 'T3\\tContent 0' is cut off"),
    ("E1\tContent:T1", "is no line for"),
    ("T1\tContent 0 5\tMayor", "line 4: T1 stands in line 1 already"),
    ("T3\tSong 0 5\tMayor", "line 4: the label 'Song' is none of Addressee, Content"),
    ("T3\tContent 0 99\tMayor", "line 4: the place '0 99' is outside the text (0 to 31)"),
    ("T3\tContent 5 5\t", "the place '5 5' is outside"),
    ("T3\tContent 0 " + "9" * 5000 + "\tMayor", "is outside the text"),
    ("T3\tContent 6 9;0 5\tVaz Mayor", "the pieces '6 9;0 5' overlap or are not in order"),
    ("T3\tContent 0 6;5 9\tMayor  Vaz", "overlap or are not in order"),
    ("T3\tContent 0 5\tMajor", "line 4: at 0 5 stands 'Mayor', and not 'Major'"),
    ("T3\tCue 10 14\tsaid", "line 4: T3 (Cue) belongs to no statement"),
    ("R2\tSaidBy Arg1:T1 Arg2:T9", "line 4: 'T9' is no place (T) of this file"),
    ("R2\tSaidBy Arg1:T9 Arg2:T2", "line 4: 'T9' is no place (T)"),
    ("R2\tSungBy Arg1:T1 Arg2:T2", "line 4: the relation 'SungBy' is none of SaidBy, SaidWith"),
    ("R2\tSaidTo Arg1:T1 Arg2:T2", "line 4: SaidTo leads to the label Addressee, and T2 is a Source"),
    ("R2\tWithin Arg1:T1 Arg2:T2", "line 4: 'T2' is no statement"),
    ("R2\tWithin Arg1:T1 Arg2:T1\nR3\tWithin Arg1:T1 Arg2:T1", "line 5: the statement has its within"),
    ("T3\tMention 0 9\tMayor Vaz\nR2\tKnownFrom Arg1:T1 Arg2:T3", "the statement names none"),
    ("T3\tWhen 0 5;6 9\tMayor Vaz\nR2\tSaidWhen Arg1:T1 Arg2:T3", "T3 (When) has 2 pieces, and can have one"),
    ("T3\tTarget 0 5\tMayor\nA1\tKind T3 direct", "line 4: T3 (Target) is no statement"),
    ("A1\tKind T1 sung", "line 4: Kind 'sung' is none of direct, indirect, mixed"),
    ("A1\tKind T1", "Kind '' is none of"),
    ("A1\tMood T1 odd", "line 4: the attribute 'Mood' is none of Kind, Act"),
    ("A1\tKind T9 direct", "'T9' is no place"),
    ("A1\tKind T1 direct\nA2\tKind T1 mixed", "line 5: T1 has an attribute Kind already"),
    ('#1\tAnnotatorNotes T1\t{"id": ', "line 4: the note #1 is no JSON"),
    ('#1\tAnnotatorNotes T1\t{"confidence": 7}', "confidence is 7, which is no probability"),
    ('#1\tAnnotatorNotes T1\t{"joined": 5}', "line 1: the note of this place holds 5 as joined pieces"),
    ('#1\tAnnotatorNotes T1\t{"targets": {}}', "holds targets or flags that are no list"),
    ('#1\tAnnotatorNotes T1\t{"confidence": ' + "9" * 5000 + "}", "a number in it cannot be read"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "said"), BAD)
def test_what_is_wrong_is_named(lines: str, said: str):
    with pytest.raises(FormatError) as caught:
        from_brat(TEXT, BARE + lines + "\n", file="gold/a.ann")
    assert said in str(caught.value)
    assert str(caught.value).startswith("gold/a.ann: brat: ")
    assert len(str(caught.value)) < 300


def test_files_that_are_none_are_named(tmp_path: Path):
    def failure(path: Path = tmp_path) -> str:
        [failure] = brat_in(path)
        assert isinstance(failure, FormatError)
        return str(failure)

    (tmp_path / "a.ann").write_bytes(b"T1\tContent 0 1\t\xff\n")
    assert "a.txt: brat: cannot be read: No such file" in failure()
    (tmp_path / "a.txt").write_bytes("Olá".encode("latin-1"))
    assert "a.txt: brat: line 1: byte 0xe1 at 2 is no UTF-8" in failure()
    (tmp_path / "a.txt").write_text("Ola")
    assert "a.ann: brat: line 1: byte 0xff" in failure(tmp_path / "a.txt")
    (tmp_path / "a.ann").write_text("")
    (tmp_path / "a.json").write_text("[1]")
    assert "are no object" in failure()
    (tmp_path / "a.json").write_text('{"id": 5}')
    assert "id is not a text" in failure()
    (tmp_path / "a.json").unlink()
    [reading] = brat_in(tmp_path)
    assert isinstance(reading, Reading)
    assert (reading.article.id, reading.article.text) == ("a", "Ola")
    (tmp_path / "empty").mkdir()
    assert "holds no .ann file" in failure(tmp_path / "empty")


def test_a_bad_article_costs_no_other_one(tmp_path: Path):
    write_brat([harbour()[1], whole()[1]], tmp_path / "out")
    (tmp_path / "out" / "a.ann").write_text("")
    failure, one, two = brat_in(tmp_path / "out")
    assert isinstance(failure, FormatError)
    assert {one, two} == {named(harbour()[1]), named(whole()[1])}
