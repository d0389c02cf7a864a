"""Targets in a real browser: a block is pasted into the grid, saved, and stands there when the page is opened anew."""

from playwright.sync_api import expect

WAIT = 60_000
ADDRESS = "/targets?level=new:region_1&year=2026&metric=quantity&step=quarter&lang=en"


def focused(reader):
    """Click the first cell of the first row; the grid is a canvas, so by its place."""
    grid = reader.page.locator('[data-testid="stDataFrame"]').first
    grid.locator("canvas").first.wait_for(timeout=WAIT)
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    # right of the pinned names, in the first row below the heads
    reader.page.mouse.click(box["x"] + box["width"] * 0.22, box["y"] + 52)
    return grid


def test_a_pasted_block_is_added_up_saved_and_kept(visit):
    reader = visit(locale="en-GB")
    reader.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    reader.open(ADDRESS)
    save = reader.page.locator(".st-key-save_targets button")
    expect(save).to_be_disabled(timeout=WAIT)
    reader.page.evaluate("navigator.clipboard.writeText('1,000\\t2000\\n3000\\t4000')")
    for _ in range(8):  # the grid takes the focus some time after it is painted
        focused(reader)
        reader.page.keyboard.press("Control+v")
        try:
            expect(save).to_be_enabled(timeout=WAIT / 8)
            break
        except AssertionError:
            continue
    expect(save).to_have_text("Save 4 changes", timeout=WAIT)
    expect(reader.page.locator("tr", has_text="Sum of rows")).to_contain_text("10K", timeout=WAIT)
    save.click()
    notice = reader.page.locator(".notice", has_text="4 targets saved: 4 new, 0 changed, 0 taken away; in sum 0 → 10K")
    expect(notice).to_be_visible(timeout=WAIT)
    reader.open("/targets?year=2026&metric=quantity&lang=en")
    expect(reader.page.locator("tr", has_text="Sum of rows")).to_contain_text("10K", timeout=WAIT)
    assert reader.fits()
