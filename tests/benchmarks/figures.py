"""What was measured: figures with their targets, printed as a table and kept as JSON and as a page."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

from reports.console import table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: the median of `runs` values in `unit`, the least of them, and what it should stay under.

    `at_least`: what it should reach instead.
    """

    name: str
    scale: float
    value: float
    least: float
    runs: int
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def met(self) -> str:
        """Whether the target is met; "" without one."""
        if self.target is None:
            return ""
        kept = self.value >= self.target if self.at_least else self.value <= self.target
        return "yes" if kept else "no"

    def row(self) -> tuple[str, ...]:
        """The figure as cells."""
        target = "" if self.target is None else f"{'≥' if self.at_least else '<'} {self.target:g}"
        measured = f"{self.value:,.2f}", f"{self.least:,.2f}"
        return (self.name, f"{self.scale:,.7g}", *measured, self.unit, target, self.met, str(self.runs))


OTHERS = "<!-- forecasts: begin -->"  # from here on the page belongs to forecast.py
HEADS = ("what", "scale", "median", "least", "unit", "target", "met", "runs")


def figure(name: str, scale: float, values: list[float], unit: str, target: float | None = None) -> Figure:
    """The figure of several runs."""
    return Figure(name, scale, median(values), min(values), len(values), unit, target)


def printed(figures: Iterable[Figure]) -> str:
    """The table for a terminal."""
    return table(HEADS, [found.row() for found in figures], numbers_from=1)


def write_json(path: Path, machine: dict[str, str], figures: list[Figure]) -> None:
    """Everything, for comparing with another day."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"machine": machine, "figures": [asdict(found) for found in figures]}
    path.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", "utf-8")


def write_page(path: Path, machine: dict[str, str], figures: list[Figure]) -> None:
    """docs/benchmarks.md."""
    about = "\n".join(f"- {name}: {words}" for name, words in machine.items())
    lines = [HEADS, ("---",) * len(HEADS), *(found.row() for found in figures)]
    rows = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    _, begins, others = path.read_text("utf-8").partition(OTHERS) if path.exists() else ("", "", "")
    kept = f"\n{begins}{others}" if begins else ""
    path.write_text(_PAGE.format(about=about, rows=rows) + kept, "utf-8")


_PAGE = """# How fast it is

Measured by `make bench` on the demo company (scale 1 is about 300,000 order lines). Times vary by a factor of two
with what else the machine does: compare rows of one run, and take "least" as the quiet figure.

{about}

{rows}

- *first answered request*: from starting the server to `/healthz` answering 200, which takes a query on the warehouse.
- *Overview, cold*: a new server and a new browser profile, to the last chart drawn; *warm*: the same server, a new
  profile. *First tiles*: until the first figure can be read.
- *filter change*: from the click on an option to the last chart drawn; *new* asks the database, *seen* has been asked
  before. *Script CPU* is that of the thread that runs the page's script, with the framework's share of it and without
  what the database does inside its driver; the script runs without a browser then. *All CPU of the server* is all that
  its process used for changes in the browser, new and seen: script, database, serialisation, transport.
- *forecast of a new slice*: on the page on forecasts, from the click on a region, channel or product line that nobody
  has asked for before to the fan as it stays, back-test included, and to the last chart of the page; three of each.
- *funnel page, waterfall*: all questions of the page, one after the other, through the house without its cache; the
  scale is then the number of deals, with five events each.
- *partners page*: all that the page asks and works out for 3,000 partners; the scale is then the number of order lines.
  *Another region* is a filter change that nobody has asked for before.
- *Regions page, Channels page*: all that the page asks for a region that nobody has asked for before, by the clock and
  in processor time of all cores; then the same with the script that works on it and draws.
- *planted conflicts*: incidents of prices and territories in the last whole month of demo companies of other seeds,
  held against the two that were planted. Customers and products have no planted story.
- *simulated optimum*: twenty companies whose response curves are known; margin at our proposal under the true curves,
  against the true optimum. *Covers*: how often the true value lies in our interval.
- *conflicts of all kinds*: the four questions behind the incidents, one after the other, on the demo company with its
  lines copied; the scale is then the number of order lines. *Processor* is the time of all cores together.
- *query, added by the house*: scope, guard, statement, contract and frames, in CPU time of the asking thread outside
  the driver, for each statement that the question takes.
"""
