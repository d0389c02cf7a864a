"""In CI a test that did not run has not passed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SKIPPING = {
    "in the test": "import pytest\ndef test_it():\n    pytest.skip('no browser here')\n",
    "by a mark": "import pytest\n@pytest.mark.skip(reason='no browser here')\ndef test_it():\n    assert True\n",
    "as a module": "import pytest\npytest.skip('no browser here', allow_module_level=True)\n",
    "by a fixture": (
        "import pytest\n@pytest.fixture\ndef page():\n    pytest.skip('no browser here')\n\n"
        "def test_it(page):\n    assert page\n"
    ),
}


def outcome(folder: Path, body: str, ci: str) -> tuple[int, str]:
    shutil.copy(ROOT / "tests" / "conftest.py", folder / "conftest.py")
    (folder / "test_one.py").write_text(body, "utf-8")
    (folder / "test_two.py").write_text("def test_another():\n    assert True\n", "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": ci}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rs", str(folder)]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("way", SKIPPING)
def test_a_skip_fails_in_ci_and_says_why(tmp_path, way):
    code, said = outcome(tmp_path, SKIPPING[way], ci="1")
    assert code != 0
    assert "no browser here" in said
    assert "a skip is a failure" in said


@pytest.mark.parametrize("way", SKIPPING)
def test_a_skip_outside_ci_is_a_skip_that_says_why(tmp_path, way):
    code, said = outcome(tmp_path, SKIPPING[way], ci="")
    assert (code, "no browser here" in said) == (0, True)
