"""The pages of the house, in the order of the menu, under the heading that each stands below."""

from dataclasses import dataclass
from itertools import groupby

from i18n import Text

OVERVIEW = Text("总览", "Overview")
SALES = Text("销售", "Sales")
PIPELINE = Text("商机", "Pipeline")
FORECAST = Text("预测", "Forecast")
BALANCE = Text("渠道平衡", "Balance")
DATA = Text("数据", "Data")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its script is `pages/<key>.py`, its address `/<key>`; the first one is the start page."""

    key: str
    title: Text
    heading: Text

    @property
    def script(self) -> str:
        """The page's file, as Streamlit names it: relative to app.py."""
        return f"pages/{self.key}.py"


MENU: tuple[Entry, ...] = (
    Entry("overview", OVERVIEW, OVERVIEW),
    Entry("review", Text("周会", "Review"), OVERVIEW),
    Entry("regions", Text("区域", "Regions"), SALES),
    Entry("channels", Text("渠道", "Channels"), SALES),
    Entry("partners", Text("经销商", "Partners"), SALES),
    Entry("team", Text("团队", "Team"), SALES),
    Entry("targets", Text("目标", "Targets"), SALES),
    Entry("funnel", Text("漏斗", "Funnel"), PIPELINE),
    Entry("changes", Text("变动", "Changes"), PIPELINE),
    Entry("pipeline_forecast", Text("商机预测", "Pipeline forecast"), PIPELINE),
    Entry("deals", Text("商机明细", "Deals"), PIPELINE),
    Entry("cash", Text("回款", "Cash"), PIPELINE),
    Entry("forecast", FORECAST, FORECAST),
    Entry("accuracy", Text("预测准确度", "Forecast accuracy"), FORECAST),
    Entry("calls", Text("预测承诺", "Calls"), FORECAST),
    Entry("scenarios", Text("情景", "Scenarios"), FORECAST),
    Entry("balance", BALANCE, BALANCE),
    Entry("rivals", Text("冲突关系", "Who fights whom"), BALANCE),
    Entry("mix", Text("结构与集中度", "Mix"), BALANCE),
    Entry("reallocation", Text("资源再配置", "Reallocation"), BALANCE),
    Entry("data", DATA, DATA),
    Entry("glossary", Text("指标词典", "Glossary"), DATA),
)
HEADINGS: tuple[tuple[Text, tuple[Entry, ...]], ...] = tuple(
    (heading, tuple(entries)) for heading, entries in groupby(MENU, lambda entry: entry.heading)
)
PRODUCT = Text("衡渠", "Fulcrum")


def place(title: Text) -> tuple[int, int]:
    """Where the page of that title stands, from 0: among the headings, and below its own; (-1, -1) if nowhere."""
    for across, (_, entries) in enumerate(HEADINGS):
        for down, entry in enumerate(entries):
            if entry.title == title:
                return across, down
    return -1, -1
