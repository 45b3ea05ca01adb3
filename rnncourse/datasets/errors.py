"""What can be wrong with a data set: each error says what, and what to do."""


class DatasetError(ValueError):
    """Something is wrong with the data of the course.

    Attributes
    ----------
    problem : str
        What is wrong.
    remedy : str
        What to do. The message is both.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}"


class DatasetMissing(DatasetError):
    """The data set is not on this machine; the remedy is the one command that gets it."""


class DatasetDamaged(DatasetError):
    """A copy is truncated, altered or unreadable; the message names the file."""


class DownloadFailed(DatasetError):
    """Nothing was fetched; the message says why, and no part of a file is left behind."""
