"""Stands and parties made for tests."""

from hypothesis import strategies as st

from onrecord.network import Party, Stand
from tests.record.made import CHARACTERS

PEOPLE = ("Ana", "Bo", "Cy", "Di")
THEMES = ("dam", "tax", "quota")


def stand(
    speaker: str, target: str, sign: str, id: str = "", day: str | None = "2024-03-05", **more: str
) -> Stand:
    """A stand: "+" is for, "-" against. Its id tells all of it where none is given."""
    stance = "for" if sign == "+" else "against"
    id = id or f"{speaker}{target}{sign}{day}{more}"
    return Stand(
        id, more.pop("article", id), speaker, target, stance, day, "said" if day else None, name=target
    )  # type: ignore[arg-type]


def stands(told: str) -> list[Stand]:
    """Stands of "Ana+dam Bo-dam …": one statement each, in an article of its own."""
    found = []
    for number, word in enumerate(told.split()):
        sign = "+" if "+" in word else "-"
        speaker, target = word.split(sign)
        found.append(stand(speaker, target, sign, id=f"{number:02}"))
    return found


def parties(found: list[Stand]) -> dict[str, Party]:
    """Each identity's party: who speaks is a person."""
    people = {each.speaker for each in found}
    return {
        identity: Party(identity, identity, "person" if identity in people else None)
        for each in found
        for identity in (each.speaker, each.target)
    }


DAYS = st.none() | st.sampled_from(["2023", "2024", "2024-03", "2024-03-05", "2024-03-06", "2024-05-01"])
STANDS = st.lists(
    st.builds(
        Stand,
        st.sampled_from([f"{n:02}" for n in range(12)]),
        st.sampled_from(["a.txt", "b.txt"]),
        st.sampled_from(PEOPLE),
        st.sampled_from([*THEMES, "Ana"]),
        st.sampled_from(["for", "against"]),
        DAYS,
    ),
    max_size=25,
)
HOSTILE = st.text(
    CHARACTERS | st.sampled_from("<>&\"'\0\x01\x1b\x85\x9b\r\n\t\u2028\u202e\u200f\ufffe\uffff🙂א"),
    max_size=12,
)
