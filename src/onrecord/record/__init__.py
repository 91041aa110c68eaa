"""The record: readings and their pages in one SQLite file, with search and verification."""

from onrecord.record.lookup import Shown
from onrecord.record.store import Record, SpeakerCount
from onrecord.record.verification import Failure, Verified
from onrecord.record.writing import Outcome

__all__ = ["Failure", "Outcome", "Record", "Shown", "SpeakerCount", "Verified"]
