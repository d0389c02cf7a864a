"""The pages of the house, in the order of the menu."""

from dataclasses import dataclass

from i18n import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its script is `pages/<key>.py`, its address `/<key>`; the first one is the start page."""

    key: str
    title: Text

    @property
    def script(self) -> str:
        """The page's file, as Streamlit names it: relative to app.py."""
        return f"pages/{self.key}.py"


MENU: tuple[Entry, ...] = (
    Entry("overview", Text("总览", "Overview")),
    Entry("regions", Text("区域", "Regions")),
    Entry("channels", Text("渠道", "Channels")),
    Entry("funnel", Text("漏斗", "Funnel")),
    Entry("changes", Text("变动", "Changes")),
    Entry("deals", Text("商机明细", "Deals")),
    Entry("cash", Text("回款", "Cash")),
    Entry("glossary", Text("指标词典", "Glossary")),
    Entry("data", Text("数据", "Data")),
)
PRODUCT = Text("衡渠", "Fulcrum")


def place(title: Text) -> int:
    """Where the page of that title stands in the menu, from 0; -1 for a page that is not in it."""
    return next((number for number, entry in enumerate(MENU) if entry.title == title), -1)
