"""The one network: a bundle is opened, a text is cut into windows, arrays of scores come out. Never torch."""

from onrecord.encoder.scores import TAGS, Encoder, Scores, Settings
from onrecord.encoder.scripted import Line, Scripted
from onrecord.encoder.session import load

__all__ = ["TAGS", "Encoder", "Line", "Scores", "Scripted", "Settings", "load"]
