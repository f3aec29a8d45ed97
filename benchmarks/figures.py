"""One measured line of the report, and how it is printed."""

from dataclasses import asdict, dataclass


@dataclass
class Figure:
    """Some work of ours beside its limit, both from the same run.

    ``goal`` is the largest ratio that is promised, or None for a line that is only shown;
    ``queries`` are counted without BEGIN and COMMIT, ``most_queries`` is what is promised.
    """

    work: str
    unit: str
    ours: float
    limit: float
    against: str
    goal: float | None = None
    queries: int | None = None
    most_queries: int | None = None
    note: str = ""

    @property
    def ratio(self):
        return self.ours / self.limit if self.limit else float("inf")

    @property
    def is_fast(self):
        """Whether the ratio, as it is printed, keeps the goal."""
        return self.goal is None or round(self.ratio, 2) <= self.goal

    @property
    def is_brief(self):
        return self.most_queries is None or self.queries <= self.most_queries

    @property
    def is_met(self):
        return self.is_fast and self.is_brief

    def as_dict(self):
        return asdict(self)


HEAD = "| Work | ours | limit | ratio | goal | queries | met |\n|---|--:|--:|--:|--:|--:|---|\n"


def table(figures):
    """The figures as one Markdown table."""
    return HEAD + "".join(map(_row, figures))


def _row(figure):
    goal = "" if figure.goal is None else f"≤ {figure.goal:g}"
    cells = (
        figure.work,
        f"{number(figure.ours)} {figure.unit}",
        f"{number(figure.limit)} ({figure.against})",
        f"{figure.ratio:.2f}",
        goal,
        _queries(figure),
        "" if figure.goal is None and figure.most_queries is None else _verdict(figure),
    )
    return f"| {' | '.join(cells)} |\n"


def _verdict(figure):
    return "yes" if figure.is_met else "**no**"


def _queries(figure):
    if figure.queries is None:
        return ""
    allowed = "" if figure.most_queries is None else f" (≤ {figure.most_queries})"
    return f"{figure.queries}{allowed}"


def number(value):
    """Three digits that mean something."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
