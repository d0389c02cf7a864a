"""A workspace of its own for each test."""

import pytest

from data_access.workspace import open_workspace


@pytest.fixture
def workspace(tmp_path):
    engine = open_workspace(f"sqlite:///{tmp_path}/workspace.db")
    yield engine
    engine.dispose()
