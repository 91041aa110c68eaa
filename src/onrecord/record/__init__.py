"""The record: readings and their pages in one database, with search and verification."""

from onrecord.record.contents import Contents
from onrecord.record.corrections import Correction, Orphan
from onrecord.record.deciding import links_in
from onrecord.record.grouping import Decision, Link
from onrecord.record.listing import Listed
from onrecord.record.lookup import Shown
from onrecord.record.opening import shown
from onrecord.record.reviewing import Reviewed
from onrecord.record.revising import Revision, RevisionDiff
from onrecord.record.speaking import Candidate, SpeakerDetails, SpeakerRow
from onrecord.record.store import Record
from onrecord.record.verification import Failure, Verified
from onrecord.record.writing import Outcome

__all__ = [
    "Candidate",
    "Contents",
    "Correction",
    "Decision",
    "Failure",
    "Link",
    "Listed",
    "Orphan",
    "Outcome",
    "Record",
    "Reviewed",
    "Revision",
    "RevisionDiff",
    "Shown",
    "SpeakerDetails",
    "SpeakerRow",
    "Verified",
    "links_in",
    "shown",
]
