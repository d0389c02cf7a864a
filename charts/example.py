"""What an example of a chart is: a small frame to draw, what it is about, and what to see in it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd
import plotly.graph_objects as go

from charts.axes import Subject
from charts.theme import Look
from domain.frames import Contract
from domain.metrics import METRICS
from i18n import Locale

Chart = Callable[[pd.DataFrame, Locale, Look, Subject], go.Figure]


@dataclass(frozen=True, slots=True)
class Example:
    """A chart, a frame to draw, what it is about, and one sentence on what to see."""

    chart: Chart
    contract: Contract
    rows: tuple[tuple[object, ...], ...]
    shows: str
    subject: Subject = field(default_factory=lambda: Subject(METRICS["revenue"]))

    @property
    def frame(self) -> pd.DataFrame:
        """The rows, as their contract promises them."""
        return self.contract.coerce(pd.DataFrame(self.rows, columns=list(self.contract.columns)))

    def draw(self, locale: Locale, look: Look) -> go.Figure:
        """The figure."""
        return self.chart(self.frame, locale, look, self.subject)
