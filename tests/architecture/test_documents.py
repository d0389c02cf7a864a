"""The generated pages say what the declarations say; the written ones name what is there."""

import re

from hypothesis import settings

from config import SETTINGS
from domain.metrics import METRICS
from reports.documents import glossary, settings_page
from tests.architecture.house import ROOMS, ROOT, files, name, text
from tests.architecture.rules import over
from tests.properties import FULL

README = (ROOT / "README.md").read_text("utf-8")
LINK = re.compile(r"\]\((?!http|#|mailto)([^)\s#]+)")


def test_the_glossary_is_fresh():
    assert (ROOT / "docs/glossary.md").read_text("utf-8") == glossary(), "run `python manage.py docs`"


def test_the_page_of_settings_is_fresh():
    rows = [(setting.name, str(setting.default), setting.help) for setting in SETTINGS]
    assert (ROOT / "docs/settings.md").read_text("utf-8") == settings_page(rows), "run `python manage.py docs`"


def test_every_metric_and_every_setting_is_on_its_page():
    page = (ROOT / "docs/glossary.md").read_text("utf-8")
    assert all(
        f"`{key}`" in page and metric.name.zh in page and metric.name.en in page for key, metric in METRICS.items()
    )
    assert all(f"`{setting.name}`" in (ROOT / "docs/settings.md").read_text("utf-8") for setting in SETTINGS)


@over(files(".md"))
def test_every_link_leads_somewhere(path):
    for line, said in enumerate(text(path).splitlines(), 1):
        yield from ((line, link) for link in LINK.findall(said) if not (path.parent / link).exists())


def test_the_readme_names_every_room_and_every_target_of_make():
    assert all(f"{room}/" in README for room in ROOMS)
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert all(f"make {target}" in README for target in ("run", "test", "check", "bench", "docs") if target in targets)
    assert {"run", "test", "check", "bench", "docs"} <= set(targets)


def test_everything_runs_in_full_but_where_it_is_called_quick():
    """What `make check` leaves out or shortens is neither left out nor shortened by `make test`, which CI runs."""
    recipes = re.split(r"^(?=[a-z-]+:)", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE)
    [full, quick] = [next(r for r in recipes if r.startswith(f"{target}: $(VENV)")) for target in ("test", "check")]
    assert 'not slow" --hypothesis-profile=quick' in quick
    everything = "tests $(DOCTESTS) --doctest-modules"
    assert re.findall(r"pytest (.*)", full) == [f"{everything} -n $(JOBS) --dist loadscope --no-loadscope-reorder"]
    assert "make test" in (ROOT / ".ci/run").read_text("utf-8").splitlines()
    assert settings().max_examples in {FULL, settings.get_profile("quick").max_examples}
    assert settings.get_profile("full").max_examples == FULL


def test_requirements_are_pinned_exactly():
    for page in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / page).read_text("utf-8").splitlines() if line and not line.startswith("-r ")]
        assert all(re.fullmatch(r"[\w\-\[\],.]+==[\w.]+", line) for line in lines), page


def test_a_decision_fits_on_one_page_and_is_numbered():
    pages = sorted((ROOT / "docs/adr").glob("*.md"))
    for path in pages:
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= 60, name(path)
        assert lines[0].startswith(f"# {int(path.name[:4])}. "), name(path)
    assert len({path.name[:4] for path in pages}) == len(pages), "two decisions have one number"
