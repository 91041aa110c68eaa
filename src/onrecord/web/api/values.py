"""The values that several resources show."""

from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from onrecord.nouns import DATE_FORM, Role, SpeakerType
from onrecord.web.faults import ID_PATTERN
from onrecord.web.leafing import LONGEST

Stance = Literal["for", "against"]
Nothing = SkipJsonSchema[None]


def _as_whole(given: Any) -> Any:
    """JSON has one kind of number: 3.0 is a whole one."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


Whole = Annotated[int, BeforeValidator(_as_whole)]
Day = Annotated[str, Field(pattern=DATE_FORM)]
Short = Annotated[str, Field(max_length=200)]
Long = Annotated[str, Field(max_length=2_000)]

Probability = Annotated[float, Field(ge=0, le=1)]
Words = Annotated[
    str,
    Query(
        max_length=LONGEST,
        description='Words and "phrases", all of which are looked for; case and accents do not count.',
        examples=['"night buses"'],
    ),
]
StatementId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        description="A statement's id, or as much of its beginning as only one has.",
        examples=["3f9a0c1d2e4b"],
    ),
]
ArticleId = Annotated[
    str,
    Path(
        pattern=ID_PATTERN,
        description="An article's id, or as much of its beginning as only one has.",
        examples=["9b1c77d0a2ef"],
    ),
]
Since = Annotated[
    Day | Nothing,
    Query(
        description="Published on this day or later: a day, a month or a year.",
        examples=["2024-03"],
    ),
]
Until = Annotated[
    Day | Nothing,
    Query(
        description="Published on this day or earlier: a day, a month or a year, to its end.",
        examples=["2024-12-31"],
    ),
]
Outlet = Annotated[
    Short | Nothing,
    Query(
        description="The outlet of this name, whatever its case; where there is none, those whose name "
        "has it "
        "in it.",
        examples=["Harbour Gazette"],
    ),
]
OfType = Annotated[
    SpeakerType | Nothing,
    Query(description="The speaker's type, where several have the name.", examples=["person"]),
]
Next = Annotated[
    str | None,
    Field(
        description="The path of the page that follows; null on the last.",
        examples=["/api/v1/statements?act=deny&offset=50"],
    ),
]
SpanPair = Annotated[
    list[int],
    Field(
        min_length=2,
        max_length=2,
        description="[start, end) in code points of the article's text, end exclusive.",
        examples=[[118, 141]],
    ),
]


class Told(BaseModel):
    """A value of the API: what is not told here is not in it."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Target(Told):
    """For or against whom or what a statement speaks."""

    name: str = Field(
        description="Its name, resolved through the article as a speaker's is.",
        examples=["the port authority"],
    )
    stance: Stance = Field(description="The side that is taken.", examples=["against"])
    span: SpanPair | None = Field(description="The words that it was read from; null where there are none.")
    confidence: Probability = Field(
        description="The calibrated probability that name and stance are right.", examples=[0.81]
    )


class KnownAs(Told):
    """Who a speaker is by people's decision, beside what was read."""

    name: str = Field(description="The name that holds.", examples=["Jonas Keller"])
    type: SpeakerType = Field(description="The type that holds.", examples=["person"])
    identifier: str | None = Field(
        description="An identifier elsewhere, such as Wikidata's.", examples=["Q4115189"]
    )


class Confidences(Told):
    """For each column the calibrated probability that it is right; left out where nobody measured."""

    speaker: Probability | None = Field(None, description="Of the speaker.", examples=[0.97])
    act: Probability | None = Field(None, description="Of the act.", examples=[0.84])
    addressee: Probability | None = Field(None, description="Of whom it was said to.", examples=[0.7])
    occasion: Probability | None = Field(None, description="Of the occasion.", examples=[0.66])
    when: Probability | None = Field(None, description="Of the time of speaking.", examples=[0.92])


class Review(Told):
    """What people said of a statement."""

    state: str = Field(description="accepted, corrected, added or rejected.", examples=["corrected"])
    columns: list[str] = Field(description="The columns that people set.", examples=[["act"]])


class Mention(Told):
    """A place that leads to a speaker."""

    span: SpanPair
    reason: str = Field(description="Why it is taken to lead there.", examples=["pronoun"])


class Block(Told):
    """A stretch of the text with its role."""

    role: Role = Field(
        description="What it is; headline, standfirst, body and subheading are the article, all else is "
        "furniture.",
        examples=["body"],
    )
    span: SpanPair


class Speaker(Told):
    """Who a source is."""

    name: str = Field(
        description="The fullest name that the article gives, else the source's own words.",
        examples=["Jonas Keller"],
    )
    type: SpeakerType = Field(description="What kind of speaker.", examples=["person"])
    resolved: bool = Field(
        description="False where a pronoun or description could not be followed.", examples=[True]
    )
    known_as: KnownAs | None = Field(None, description="Who people say it is; null where nobody decided.")


class ReadSpeaker(Speaker):
    """Who a source is, with the way there."""

    mentions: list[Mention] = Field(description="The places that lead from the source to the name.")
