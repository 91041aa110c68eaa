"""The errors of Onrecord: one tree, each with the page and the step it happened in.

OnrecordError
├── PageError            this page could not be read; its neighbours are
│   ├── FetchError       the page could not be had (network, file, robots, refused address)
│   └── ArticleError     there is no article to be made of its bytes
├── BundleError          the encoder's bundle is missing, damaged or of another make
├── RecordError          the store cannot be opened, written or understood
│   ├── NotFoundError    the record holds nothing, or more than one thing, of the name that was asked for
│   ├── ConflictError    somebody decided or corrected since; the message says who, and what
│   └── AlreadyThereError  the statement that is to be added is there; `statement` is its id
└── FormatError          a file in another program's form is not of that form, or cannot be written
    └── MissingPackageError  what this form needs is not installed; the message is the command that does
"""


class OnrecordError(Exception):
    """The root: catch this to catch all. `page` and `step` are "" where none applies."""

    def __init__(self, message: str, *, page: str = "", step: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.page = page
        self.step = step

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.page, self.step) if part)
        return f"{where}: {self.message}" if where else self.message


class PageError(OnrecordError):
    """One page could not be read."""


class FetchError(PageError):
    """The page's bytes could not be had."""


class ArticleError(PageError):
    """No article could be made of the page's bytes."""


class BundleError(OnrecordError):
    """The bundle of the encoder is missing, damaged or of another make."""


class RecordError(OnrecordError):
    """The store cannot be opened, written or understood."""


class NotFoundError(RecordError):
    """The record holds nothing, or more than one thing, of the name that was asked for."""


class ConflictError(RecordError):
    """A decision was made against what somebody has decided since."""


class AlreadyThereError(RecordError):
    """The statement that is to be added is in the article: its id is `statement`."""

    def __init__(self, message: str, statement: str, *, page: str = "", step: str = "") -> None:
        super().__init__(message, page=page, step=step)
        self.statement = statement


class FormatError(OnrecordError):
    """A file in another program's form is not of that form, or cannot be written.

    `page` is the file, `step` the form; the message says which line or annotation, and why."""


class MissingPackageError(FormatError):
    """A form needs a package that is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is needed and not installed: pip install 'onrecord[{extra}]'", step=extra
        )
