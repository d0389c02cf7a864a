"""Plain tables, drawn as one piece of HTML: aligned figures, changes in their colour, shares with a bar."""

from html import escape

import pandas as pd
import streamlit as st

from charts.theme import arrow
from domain.written import exactly, written
from i18n.numbers import MISSING
from ui.card import TABLE_ROWS
from ui.columns import Column, Columns, as_written
from ui.context import Context


def grid(ctx: Context, frame: pd.DataFrame, columns: Columns, *, stacked: bool = False) -> None:
    """The chosen columns, one row a line, figures to the right; at most TABLE_ROWS lines.

    On a phone the first column stays while the others move under it; `stacked` sets each row as a small block of
    heads and values instead: for long texts.
    """
    rows = frame.head(TABLE_ROWS)
    heads = (f'<th{_aligned(one)} scope="col">{_head(ctx, one)}</th>' for one in columns.values())
    cells = [_leading(rows, column, _cells(ctx, rows[name], column)) for name, column in columns.items()]
    lines = (f"<tr>{''.join(line)}</tr>" for line in zip(*cells, strict=True))
    table = f"<thead><tr>{''.join(heads)}</tr></thead><tbody>{''.join(lines)}</tbody>"
    kind = "grid stacked" if stacked else "grid"
    st.html(f'<div class="grid-wrap" tabindex="0"><table class="{kind}">{table}</table></div>')


def _head(ctx: Context, column: Column) -> str:
    said = escape(ctx.say(column.head))
    if not column.sorts:
        return said
    sign = f" {column.sorted_by}" if column.sorted_by else ""
    return f'<span class="stay"><a class="go" href="{escape(column.sorts)}">{said}{sign}</a></span>'


def _leading(rows: pd.DataFrame, column: Column, cells: list[str]) -> list[str]:
    """The cells as links, where the column says where they lead; the link covers its whole row."""
    if column.link is None:
        return cells
    return [
        cell.replace(">", f'><a class="go" href="{escape(to)}">', 1).replace("</td>", "</a></td>") if to else cell
        for cell, to in zip(cells, rows[column.link], strict=True)
    ]


def _cells(ctx: Context, values: pd.Series, column: Column) -> list[str]:
    head = f' data-head="{escape(ctx.say(column.head))}"'
    if column.unit is None:
        said = as_written(values.to_frame("cell"), {"cell": column}, ctx.locale).iloc[:, 0]
        day = ' class="day"' if pd.api.types.is_datetime64_any_dtype(values) else ""
        return [f"<td{day}{head}>{escape(text)}</td>" for text in said]
    return [f'<td class="num"{head}>{_figure(ctx, float(value), column)}</td>' for value in values]


def _figure(ctx: Context, value: float, column: Column) -> str:
    write = written if column.short else exactly
    shown = escape(write(value, column.unit, ctx.locale, signed=column.signed)) if column.unit else MISSING
    if value != value:
        return f'<span class="quiet">{escape(ctx.say(column.absent))}</span>' if column.absent else MISSING
    if column.better is not None:
        meaning = "quiet" if not value else "good" if (value > 0) == column.better else "bad"
        return f'<span class="{meaning}">{arrow(value)} {shown.lstrip("+−")}</span>'
    if column.meter:
        return f'{shown}<span class="bar"><i style="width:{min(max(value, 0.0), 1.0):.1%}"></i></span>'
    return shown


def _aligned(column: Column) -> str:
    return "" if column.unit is None else ' class="num"'
