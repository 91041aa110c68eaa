"""The tour: its pictures are those that it shows, small, and made by the command that it names."""

import importlib.util
import re
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from onrecord.record import Record

REPOSITORY = Path(__file__).resolve().parent.parent.parent
TOUR = (REPOSITORY / "docs" / "TOUR.md").read_text("utf-8")
PICTURES = sorted((REPOSITORY / "docs" / "tour").iterdir())
SHOWN = re.findall(r"!\[([^\]]*)\]\(([^)]*)\)", TOUR)
MOST_BYTES, MOST_BYTES_OF_ALL = 120_000, 1_000_000


@pytest.fixture(scope="module")
def tour() -> ModuleType:
    """The script, which is no part of any package."""
    found = importlib.util.spec_from_file_location("tour", REPOSITORY / "docs" / "tour.py")
    assert found is not None
    assert found.loader is not None
    made = importlib.util.module_from_spec(found)
    found.loader.exec_module(made)
    return made


def test_every_picture_is_shown_once_and_every_shown_one_is_there():
    assert sorted(path for _, path in SHOWN) == [f"tour/{each.name}" for each in PICTURES]


def test_the_script_takes_the_same_pictures(tour, filled_record):
    with Record(filled_record, create=False) as record:
        assert {f"{each.name}.png" for each in tour.pictures(record)} == {each.name for each in PICTURES}


def test_every_picture_has_words_for_those_who_do_not_see_it():
    assert all(len(words) > 20 for words, _ in SHOWN)


def test_pictures_are_small():
    sizes = {each.name: each.stat().st_size for each in PICTURES}
    assert max(sizes.values()) <= MOST_BYTES, sizes
    assert sum(sizes.values()) <= MOST_BYTES_OF_ALL


@pytest.mark.parametrize("place", ["README.md", "docs/WEB.md"])
def test_the_tour_is_linked(place):
    assert "TOUR.md)" in (REPOSITORY / place).read_text("utf-8")


def test_the_command_is_there():
    assert "\n    make tour\n" in TOUR
    assert re.search(
        r"^tour: dev.*\n\t\$\(BIN\)/python docs/tour.py$", (REPOSITORY / "Makefile").read_text(), re.M
    )


def test_a_picture_keeps_its_colours_when_they_are_few(tour, browser):
    rows = np.zeros((3, 5, 3), np.uint8)
    rows[1, 2], rows[2, 4] = (200, 20, 30), (1, 2, 3)
    png = tour.few_colours(rows)
    assert struct.unpack(">II", png[16:24]) == (5, 3)
    assert np.array_equal(tour.pixels(browser, png), rows)


def test_of_too_many_colours_the_nearest_is_taken(tour, browser):
    reds, greens = np.meshgrid(np.arange(60, dtype=np.uint8), np.arange(60, dtype=np.uint8))
    rows = np.stack([reds, greens, np.zeros_like(reds)], -1)
    found = tour.pixels(browser, tour.few_colours(rows))
    assert len(np.unique(found.reshape(-1, 3), axis=0)) == tour.MOST_COLOURS
