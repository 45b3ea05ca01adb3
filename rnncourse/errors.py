"""An error that knows its remedy."""


class CourseError(ValueError):
    """Something cannot be done. The message is the problem and the remedy.

    Attributes
    ----------
    problem : str
        What was expected and what came.
    remedy : str
        What to do; may be empty.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem}; {self.remedy}" if self.remedy else self.problem
