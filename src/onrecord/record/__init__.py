"""The record: readings and their pages in one database, with search and verification."""

from onrecord.record.contents import Contents
from onrecord.record.deciding import links_in
from onrecord.record.evidence import Revision
from onrecord.record.grouping import Decision, Link
from onrecord.record.listing import Listed
from onrecord.record.lookup import Shown
from onrecord.record.opening import shown
from onrecord.record.speaking import Candidate, SpeakerDetails, SpeakerRow
from onrecord.record.store import Record
from onrecord.record.verification import Failure, Verified
from onrecord.record.writing import Outcome

__all__ = [
    "Candidate",
    "Contents",
    "Decision",
    "Failure",
    "Link",
    "Listed",
    "Outcome",
    "Record",
    "Revision",
    "Shown",
    "SpeakerDetails",
    "SpeakerRow",
    "Verified",
    "links_in",
    "shown",
]
