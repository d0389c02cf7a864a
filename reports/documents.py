"""The generated pages of docs/: every metric, every setting; a test holds the files to what this gives."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from domain.dimensions import DIMENSIONS
from domain.metric import UNIT_NAMES, Metric
from domain.metrics import METRICS, why_not
from i18n import Text

_MADE = "<!-- Made by `python manage.py docs`; change the declarations, not this page. -->"
_GLOSSARY = """# 指标词典 · Glossary

Every figure of the dashboard, as `domain/metrics/` declares it. ↑ more is better (越高越好), ↓ less is (越低越好).
"""
_DIMENSIONS = """
## 维度 · Dimensions

What figures can be cut by (`--by`).
"""
_SETTINGS = """# 设置 · Settings

Environment variables, read once when the program starts. With none of them set the demo company runs.
A name that begins with `FULCRUM_` and is not in this list is an error, so that a typo cannot pass as a default.
"""


def glossary() -> str:
    """docs/glossary.md: every metric and every dimension, in both languages."""
    metrics = _markdown(
        ("key", "中文", "English", "", "公式", "Formula", "单位 · Unit", "by"), map(_metric_row, METRICS.values())
    )
    dimensions = _markdown(
        ("key", "中文", "English"), ((f"`{d.key}`", d.name.zh, d.name.en) for d in DIMENSIONS.values())
    )
    return f"{_MADE}\n\n{_GLOSSARY}\n{metrics}\n{_DIMENSIONS}\n{dimensions}\n"


def settings_page(rows: Iterable[tuple[str, str, Text]]) -> str:
    """docs/settings.md from the name, default and help of each setting."""
    lines = ((f"`{name}`", f"`{default}`", help_.zh, help_.en) for name, default, help_ in rows)
    return f"{_MADE}\n\n{_SETTINGS}\n{_markdown(('name', 'default', '说明', 'What it decides'), lines)}\n"


def write(folder: Path, settings: Iterable[tuple[str, str, Text]]) -> None:
    """Write both pages into `folder`."""
    for name, page in {"glossary.md": glossary(), "settings.md": settings_page(settings)}.items():
        (folder / name).write_text(page, "utf-8")


def _metric_row(metric: Metric) -> Sequence[str]:
    unit = UNIT_NAMES[metric.unit]
    by = ", ".join(dict.fromkeys(d.of for d in DIMENSIONS.values() if why_not(metric.key, (d.key,)) is None))
    direction = "↑" if metric.up_is_good else "↓"
    names = (f"`{metric.key}`", metric.name.zh, metric.name.en, direction)
    return (*names, metric.note.zh, metric.note.en, f"{unit.zh} · {unit.en}", by)


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(heads), ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
