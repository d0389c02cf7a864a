"""Targets by file: a template of what stands to download, a file to upload, and what each bad line lacks."""

import io
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from config import settings
from data_access.target_file import Defaults, Parsed, uploaded
from domain.errors import ReaderError
from domain.metric import Unit
from domain.target_words import NAMES, said
from domain.targets import SLICED_BY
from i18n import Text, exact
from ui.card import card, note
from ui.columns import Column, csv
from ui.context import Context
from ui.grid import grid
from ui.saying import notice, round_number
from ui.targets_saving import saved
from ui.targets_view import View

ROWS = 20
_TITLE = Text("文件", "File")
_ABOUT = Text(
    "下载这个表格，在 Excel 中填写后上传：每行一个切片，每个期间一列；空格不改变任何东西，写“无”表示没有目标。",
    "Download this grid, fill it in in Excel and upload it: a row for each slice, a column for each period. An empty "
    "cell changes nothing; “none” says that there is no target.",
)
_CSV, _EXCEL = Text("下载 CSV 模板", "Template as CSV"), Text("下载 Excel 模板", "Template as Excel")
_UPLOAD = Text("上传 CSV 或 Excel", "Upload CSV or Excel")
_PICK, _LIMIT = Text("选择文件", "Choose a file"), Text("或拖到这里 · 最多 20 MB", "or drop it here · 20 MB at most")
_READ = Text("读到 {lines} 行、{good} 个目标。", "{lines} lines read, {good} targets in them.")
_BAD = Text(
    "{bad} 处有误，不会录入；其余可以先录入，改正后再传一次，什么都不会丢：",
    "{bad} are wrong and will not be entered. The others can be entered now; mend these and upload again, nothing is "
    "lost:",
)
_ENTER = Text("录入 {good} 个目标", "Enter {good} targets")
_LINE, _WHY = Text("行", "Line"), Text("原因", "Why")
_BAD_FILE = Text("下载有误的行", "Download the wrong lines")


def file_box(view: View) -> None:
    """The template, the upload, and the answer to it."""
    ctx = view.ctx
    with card(ctx, _TITLE):
        notice("file")
        st.html(f'<p class="hint">{escape(ctx.say(_ABOUT))}</p>')
        stem = f"targets_{view.asked.metric}_{view.year}"
        with st.container(horizontal=True, gap="small"):
            for label, kind, mime, make in (
                (_CSV, "csv", "text/csv", _csv),
                (_EXCEL, "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _excel),
            ):
                st.download_button(
                    ctx.say(label), partial(make, view), file_name=f"{stem}.{kind}", mime=mime, key=f"template_{kind}",
                    icon=":material/download:", on_click="ignore",
                )  # fmt: skip
        st.html(_in_words(ctx))
        sent = st.file_uploader(ctx.say(_UPLOAD), ["csv", "xlsx", "txt", "tsv"], key=f"upload_{round_number()}")
        if sent is not None:
            _answer(view, sent.name, sent.getvalue())


def _in_words(ctx: Context) -> str:
    """The uploader's own words are English only: ours stand in their place."""
    box = '[data-testid="stFileUploaderDropzone"]'
    button, small = ctx.say(_PICK), ctx.say(_LIMIT)
    return (
        f"<style>{box} button p,{box} [data-testid=stFileUploaderDropzoneInstructions] span{{font-size:0}}"
        f'{box} button p::after{{content:"{button}";font-size:.875rem}}'
        f'{box} [data-testid=stFileUploaderDropzoneInstructions] span::after{{content:"{small}";font-size:.875rem}}'
        "</style>"
    )


def _answer(view: View, name: str, content: bytes) -> None:
    ctx, own = view.ctx, view.asked
    usual = Defaults(own.plan, own.version, own.metric, settings().fiscal_start_month)
    try:
        found = uploaded(name, content, view.mine, usual)
    except ReaderError as error:
        note(error.to(ctx.locale))
        return
    st.html(f'<p class="hint">{escape(ctx.say(_READ, lines=exact(found.lines), good=exact(len(found.entries))))}</p>')
    if found.bad:
        _wrong(view, found)
    if st.button(
        ctx.say(_ENTER, good=exact(len(found.entries))), type="primary", disabled=not found.entries, key="enter_file"
    ):
        saved(view, found.entries, "file")


def _wrong(view: View, found: Parsed) -> None:
    ctx = view.ctx
    frame = pd.DataFrame({"line": [float(b.line) for b in found.bad], "why": [b.why.to(ctx.locale) for b in found.bad]})
    columns = {"line": Column(_LINE, Unit.COUNT), "why": Column(_WHY)}
    st.html(f'<p class="note">{escape(ctx.say(_BAD, bad=exact(len(found.bad))))}</p>')
    grid(ctx, frame.head(ROWS), columns)
    if len(frame) > ROWS:
        st.download_button(
            ctx.say(_BAD_FILE), partial(csv, frame, columns, ctx.locale), file_name="wrong.csv", key="wrong_lines",
            mime="text/csv", on_click="ignore",
        )  # fmt: skip


def template(view: View) -> pd.DataFrame:
    """The grid as a file has it: plan, version, metric, the members of each slice, and a column for each period."""
    locale = view.ctx.locale
    fiscal = settings().fiscal_start_month
    spans = [
        said(first.date(), last.date(), fiscal)
        for first, last in zip(view.periods.period_start, view.periods.period_end, strict=True)
    ]
    dims = [dim for dim in SLICED_BY if any(dim in dict(own) for own in view.slices.values())]
    amounts = view.cells.amount.to_numpy("float64").reshape(-1, len(spans))
    own = view.asked
    frame = pd.DataFrame(
        {NAMES[n].to(locale): [getattr(own, n)] * len(view.slices) for n in ("plan", "version", "metric")}
    )
    for dim in dims:
        frame[NAMES[dim].to(locale)] = [_word(view, dim, dict(one).get(dim, "")) for one in view.slices.values()]
    return pd.concat([frame, pd.DataFrame(amounts, columns=spans)], axis=1)


def _word(view: View, dim: str, key: str) -> str:
    """The member's name where it means one thing only, else its key."""
    name = view.mine.names[dim].get(key, key)
    return name if view.mine.words[dim].get(name.casefold(), ()) == (key,) or dim == "product_line" else key


def _csv(view: View) -> bytes:
    frame = template(view)
    return csv(frame, {str(name): Column(Text(str(name), str(name))) for name in frame}, view.ctx.locale)


def _excel(view: View) -> bytes:
    """The same as a workbook; a name that a spreadsheet would run as a formula is kept from it."""
    safe = template(view)
    for name in [column for column in safe.columns if safe[column].dtype == "str"]:
        safe[name] = [f"'{word}" if word[:1] in ("=", "+", "-", "@") else word for word in safe[name]]
    book = io.BytesIO()
    safe.to_excel(book, index=False, sheet_name="targets")
    return book.getvalue()
