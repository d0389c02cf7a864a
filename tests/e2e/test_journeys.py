"""What readers do, in a real browser: open, filter, drill, go back, send links, download, read on a phone."""

import re

import pytest
from playwright.sync_api import expect

from demo.company import tables
from tests.e2e.site import END, SCALE, SEED
from ui.menu import MENU

PAGES = [entry.key for entry in MENU]
FIRST = MENU[0].key
NAMED = {  # what has one name only, in the language of the source
    "customer": ["name"], "partner": ["name"], "rep": ["name"], "opportunity": ["name", "loss_reason", "competitor"],
    "rep_assignment": ["team"], "product": ["line"],
}  # fmt: skip


def path(key: str) -> str:
    return "/" if key == FIRST else f"/{key}"


def chinese(words: str) -> set[str]:
    """Each run of Chinese characters in them."""
    return set(re.findall(r"[\u4e00-\u9fff]+", words))


@pytest.fixture(scope="module")
def names_of_the_data() -> set[str]:
    """The Chinese in what the demo company itself calls its people, teams, buyers, partners, deals and lines."""
    said: set[str] = set()
    for table, rows in tables(SCALE, SEED, END):
        for column in NAMED.get(table, ()):
            said |= chinese(" ".join(filter(None, rows[column].unique().to_pylist())))
    return said


def test_the_first_visit_shows_figures_in_the_browsers_language(visit):
    reader = visit()
    reader.open()
    assert reader.page.locator(".heading h1").inner_text() == "总览"
    expect(reader.page.locator(".tile")).to_have_count(7)
    expect(reader.page.locator('.tile[data-metric="revenue"] .value')).to_contain_text("¥")
    expect(reader.page.locator(".js-plotly-plot").first).to_be_visible()
    expect(reader.page.locator('[data-testid="stToolbar"]')).not_to_be_visible()


def test_a_filter_changes_the_figures_and_the_address(visit):
    reader = visit()
    reader.open()
    before = reader.page.locator('.tile[data-metric="revenue"] .value').inner_text()
    reader.choose("pick_region", "华东")
    reader.subtitle("华东")
    reader.has_in_address(r"region=demo(:|%3A)huadong")
    assert reader.page.locator('.tile[data-metric="revenue"] .value').inner_text() != before


def test_two_quick_changes_are_both_kept(visit):
    reader = visit()
    reader.open()
    reader.choose("pick_region", "华东")
    reader.choose("pick_period", "上季度")
    reader.subtitle(re.compile("上季度.*华东"))
    reader.has_in_address("period=last_quarter")
    reader.has_in_address("region=demo")


def test_the_back_button_undoes_a_filter(visit):
    reader = visit()
    reader.open()
    reader.choose("pick_region", "华东")
    reader.subtitle("华东")
    reader.page.go_back()
    reader.subtitle("全部")
    expect(reader.page.locator(".st-key-pick_region [data-tag]")).to_have_count(0)


def test_a_pasted_link_reopens_the_view_in_the_other_language(visit):
    reader = visit(locale="en-GB")
    reader.open("/regions?period=custom&first=2026-02-01&last=2026-03-31&region=demo:huadong&region=demo:huabei")
    reader.subtitle("2026-02-01 – 2026-03-31")
    reader.subtitle("East China")
    reader.subtitle("North China")
    expect(reader.page.locator(".st-key-pick_region [data-tag]").last).to_be_visible()
    expect(reader.page.locator(".notice")).to_have_count(0)


def test_what_a_link_names_and_nobody_knows_is_said(visit):
    reader = visit(locale="en-GB")
    reader.open("/?region=atlantis&period=someday&first=yesterday&line=<script>alert(1)</script>")
    notice = reader.page.locator(".notice")
    for word in ("atlantis", "someday", "yesterday", "<script>alert(1)"):
        expect(notice).to_contain_text(word)


def test_filters_stay_when_moving_between_pages(visit):
    reader = visit()
    reader.open("/?region=demo:huadong&period=last_year&lang=en")
    for entry in MENU[1:]:
        reader.menu(entry.heading.en, entry.title.en)
        reader.has_in_address(rf"/{entry.key}\?")
    reader.menu(MENU[0].heading.en, MENU[0].title.en)
    reader.subtitle("East China")
    reader.has_in_address("period=last_year")
    expect(reader.page.locator(".st-key-pick_region [data-tag]").last).to_have_text("East China")
    expect(reader.page.locator(".st-key-pick_period input")).to_have_value("Last year")


def test_clear_takes_every_filter_away(visit):
    reader = visit()
    reader.open("/?region=demo:huadong&period=last_year")
    reader.page.get_by_text("清除筛选").click()
    reader.subtitle(re.compile("本年.*全部"))
    assert "region" not in reader.page.url


def test_switching_the_language_changes_every_word(visit):
    reader = visit()
    reader.open("/?period=last_year")
    reader.page.locator(".st-key-preferences button").last.click()
    reader.page.get_by_text("English", exact=True).click()
    expect(reader.page.locator(".heading h1")).to_have_text("Overview")
    reader.has_in_address("lang=en")
    reader.has_in_address("period=last_year")


@pytest.mark.parametrize("key", PAGES)
def test_an_english_page_has_no_chinese_but_names(visit, names_of_the_data, key):
    reader = visit(locale="en-GB")
    reader.open(path(key))
    assert chinese(reader.said()) <= {"衡渠", "中文"} | names_of_the_data
    assert reader.fits()


_KNOWN = {
    "Fulcrum", "YYYY", "MM", "DD", "CSV", "UTC", "MB", "KPI", "CLV", "AOV", "DSO", "CAC", "SKU", "demo",
}  # fmt: skip


@pytest.mark.parametrize("key", ["overview", "regions", "channels"])
def test_a_chinese_page_has_no_english_but_names(visit, key):
    reader = visit()
    reader.open(path(key))
    said = re.sub(r"FULCRUM_\w+", "", reader.said())  # a setting has one name
    assert set(re.findall(r"[A-Za-z]{2,}", said)) <= _KNOWN


@pytest.mark.parametrize("key", PAGES)
def test_nothing_has_to_be_scrolled_sideways_on_a_phone(visit, key):
    """Nor on wider screens: in English above, and in Chinese on two widths in test_serving.py."""
    reader = visit(viewport={"width": 390, "height": 844})
    reader.open(path(key))
    assert reader.fits()


def test_on_a_phone_the_figures_come_before_the_filters(visit):
    reader = visit(viewport={"width": 390, "height": 844})
    reader.open()
    expect(reader.page.locator(".st-key-pick_region")).not_to_be_visible()
    assert reader.page.locator(".tile").first.bounding_box()["y"] < 420
    reader.page.locator(".opener summary").click()
    expect(reader.page.locator(".st-key-pick_region")).to_be_visible()
    reader.choose("pick_region", "华东")
    reader.subtitle("华东")
    expect(reader.page.locator(".st-key-pick_region")).to_be_visible()


def test_dark_mode_follows_the_browser(visit):
    reader = visit(color_scheme="dark")
    reader.open()
    ground = reader.page.locator(".stApp").evaluate("e => getComputedStyle(e).backgroundColor")
    assert max(int(part) for part in re.findall(r"\d+", ground)[:3]) < 60
    ink = reader.page.locator(".js-plotly-plot").first.evaluate("g => g._fullLayout.font.color")
    assert ink == "#E9ECEE"


def test_a_chart_has_its_table_and_a_download_that_a_spreadsheet_reads(visit, tmp_path):
    reader = visit()
    reader.open()
    reader.page.locator('[class*="_more"] button').first.click()
    expect(reader.page.locator('[data-testid="stPopoverBody"] [data-testid="stDataFrame"]')).to_be_visible()
    with reader.page.expect_download() as started:
        reader.page.locator('[data-testid="stPopoverBody"]').get_by_text("下载 CSV").click()
    saved = tmp_path / started.value.suggested_filename
    started.value.save_as(saved)
    assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "销售额" in saved.read_text("utf-8-sig").splitlines()[0]


def test_a_tile_says_how_it_is_made(visit):
    reader = visit()
    reader.open()
    tile = reader.page.locator('.tile[data-metric="aov"]')
    tile.locator("summary").click()
    expect(tile.locator(".about")).to_contain_text("销售额 ÷ 订单数")
    expect(tile.locator(".about")).to_contain_text("2026-10-18")


def test_clicking_a_bar_narrows_the_filter(visit):
    reader = visit()
    reader.open("/regions")
    chart = reader.page.locator(".js-plotly-plot").first
    chart.locator(".bars .point path").last.wait_for()

    def click() -> None:
        """Plotly binds its click layer some time after the first paint and says nothing of it."""
        box = chart.locator(".bars .point path").last.bounding_box()
        reader.page.mouse.move(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)
        reader.page.mouse.click(box["x"] + box["width"] / 3, box["y"] + box["height"] / 2)

    reader.until_address(click, r"region=demo")
    expect(reader.page.locator(".st-key-pick_region [data-tag]")).to_have_count(1)


def test_the_start_page_is_found_by_its_own_name(visit):
    reader = visit()
    reader.open("/overview?region=demo:huadong&period=last_year&lang=en")
    assert reader.page.locator(".heading h1").inner_text() == "Overview"
    reader.subtitle("East China")
    reader.has_in_address(r"/\?region=demo(:|%3A)huadong&period=last_year&lang=en$")
    expect(reader.page.get_by_text("Page not found")).to_have_count(0)


def test_what_the_framework_says_by_itself_is_chinese_too(visit):
    reader = visit()
    reader.open("/scenarios")
    assert "Choose" not in reader.said()
    assert not reader.page.get_by_placeholder("Choose").count()
    reader.page.locator('[data-testid="stNumberInput"] input').first.fill("1")
    _is_said(reader.page.locator('[data-testid="InputInstructions"] span'), "按回车生效")
    reader.open("/scenarios")
    reader.page.locator('.st-key-pick_region [data-testid="stMultiSelect"] input').click()
    reader.page.keyboard.type("zzzz")
    _is_said(reader.page.locator('[role="listbox"] [role="option"] span'), "没有匹配项")


def _is_said(place, words):
    expect(place).to_have_css("font-size", "0px")
    assert place.evaluate("shown => getComputedStyle(shown, '::after').content") == f'"{words}"'
