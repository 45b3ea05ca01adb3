"""What can be wrong with a data set: each error says what, and what to do."""

from rnncourse.errors import CourseError


class DatasetError(CourseError):
    """Something is wrong with the data of the course."""


class DatasetMissing(DatasetError):
    """The data set is not on this machine; the remedy is the one command that gets it."""


class DatasetDamaged(DatasetError):
    """A copy is truncated, altered or unreadable; the message names the file."""


class DownloadFailed(DatasetError):
    """Nothing was fetched; the message says why, and no part of a file is left behind."""
