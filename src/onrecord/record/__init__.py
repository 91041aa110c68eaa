"""The record: readings and their pages in one database, with search and verification."""

from onrecord.record.archive import Backup
from onrecord.record.backup import check_backup, restore
from onrecord.record.contents import Contents, NewArticle
from onrecord.record.corrections import Correction, Orphan, Standing
from onrecord.record.deciding import links_in
from onrecord.record.facets import Found, Value
from onrecord.record.failing import FailedPage
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
    "Backup",
    "Candidate",
    "Contents",
    "Correction",
    "Decision",
    "FailedPage",
    "Failure",
    "Found",
    "Link",
    "Listed",
    "NewArticle",
    "Orphan",
    "Outcome",
    "Record",
    "Reviewed",
    "Revision",
    "RevisionDiff",
    "Shown",
    "SpeakerDetails",
    "SpeakerRow",
    "Standing",
    "Value",
    "Verified",
    "check_backup",
    "links_in",
    "restore",
    "shown",
]
