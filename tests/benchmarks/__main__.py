"""`make bench`: measure the house on the demo company, print a table, write JSON and docs/benchmarks.md."""

import argparse
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

from data_access.store import Store, open_store
from demo.seed import seed
from tests.benchmarks import balance, browsing, deals, forecast_page, pages, partners, pipeline, queries, scripts
from tests.benchmarks.figures import Figure, printed, write_json, write_page
from tests.benchmarks.machine import described

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "build" / "benchmarks"
END = date(2026, 10, 18)


def options() -> argparse.Namespace:
    """What can be said on the command line."""
    parser = argparse.ArgumentParser("python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--scales", default="1,30", help="sizes of the demo company, comma-separated")
    parser.add_argument("--runs", type=int, default=9, help="measurements of each figure")
    parser.add_argument("--deals", type=int, default=2_000_000, help="deals of the pipeline's figures, 0 for none")
    parser.add_argument(
        "--lines", type=int, default=10_000_000, help="order lines of the partners' figures, 0 for none"
    )
    parser.add_argument(
        "--seeds", type=int, default=balance.SEEDS, help="companies that conflicts are planted in, 0 for none"
    )
    parser.add_argument("--no-browser", action="store_true", help="leave the browser out")
    parser.add_argument("--page", type=Path, help="write the page as well, e.g. docs/benchmarks.md")
    return parser.parse_args()


def warehouse(scale: float) -> Store:
    """The demo company of that scale; built once and kept in build/."""
    store = open_store(f"duckdb:///{KEPT}/scale-{scale:g}")
    if not store.version():
        print(f"building the demo company at scale {scale:g} ...", file=sys.stderr)
        seed(store, scale, end=END)
    return store


def measured(scale: float, chosen: argparse.Namespace) -> list[Figure]:
    """Every figure of one scale."""
    found: list[Figure] = []
    with closing(warehouse(scale)) as store:
        found += queries.measured(store.engine(), scale, chosen.runs)
    found += scripts.measured(f"duckdb:///{KEPT}/scale-{scale:g}", scale, chosen.runs)
    found += pages.measured(f"duckdb:///{KEPT}/scale-{scale:g}", scale, chosen.runs)
    if not chosen.no_browser and browsing.available():
        found += browsing.measured(f"duckdb:///{KEPT}/scale-{scale:g}", scale, chosen.runs)
        found += forecast_page.measured(f"duckdb:///{KEPT}/scale-{scale:g}", scale, chosen.runs)
    elif not chosen.no_browser:
        print("no Chromium here: the browser's figures are left out", file=sys.stderr)
    return found


def of_deals(count: int, runs: int) -> list[Figure]:
    """The figures of a pipeline of so many deals, five events each; built once and kept in build/."""
    with closing(open_store(f"duckdb:///{KEPT}/deals-{count}")) as store:
        if not store.version():
            print(f"building a company of {count:,} deals ...", file=sys.stderr)
            deals.publish(store, count)
        return list(pipeline.measured(store.engine(), count, runs))


def of_partners(lines: int, runs: int) -> list[Figure]:
    """The figures of three thousand partners with so many order lines; built once and kept in build/."""
    with closing(open_store(f"duckdb:///{KEPT}/partners-{lines}")) as store:
        if not store.version():
            print(f"building a company of {lines:,} order lines of partners ...", file=sys.stderr)
            partners.publish(store, lines)
        return list(partners.measured(store.engine(), lines, runs))


def of_balance(lines: int, seeds: int, runs: int) -> list[Figure]:
    """Channel balance against what is true of so many companies, and the time that so many order lines take."""
    found = [*balance.planted(KEPT, seeds), *balance.optima(seeds)] if seeds else []
    if not lines:
        return found
    with closing(open_store(f"duckdb:///{KEPT}/copies-{lines}")) as store:
        if not store.version():
            print(f"copying the demo company to {lines:,} order lines ...", file=sys.stderr)
            balance.publish_copies(store, lines)
        return [*found, *balance.detected(store.engine(), lines, runs)]


def main() -> None:
    """Measure, print, write."""
    chosen, machine = options(), described()
    figures = [one for scale in chosen.scales.split(",") for one in measured(float(scale), chosen)]
    figures += of_deals(chosen.deals, chosen.runs) if chosen.deals else []
    figures += of_partners(chosen.lines, chosen.runs) if chosen.lines else []
    figures += of_balance(chosen.lines, chosen.seeds, chosen.runs)
    print("\n".join(f"{name}: {words}" for name, words in machine.items()), printed(figures), sep="\n\n")
    write_json(ROOT / "build" / "benchmarks.json", machine, figures)
    if chosen.page:
        write_page(chosen.page, machine, figures)


if __name__ == "__main__":
    main()
