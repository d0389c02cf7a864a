"""The machine that was measured: without it a figure means nothing."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = ("streamlit", "plotly", "pandas", "SQLAlchemy", "duckdb", "duckdb-sqlalchemy")


def described() -> dict[str, str]:
    """Processor, memory, load and versions, in words."""
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "packages": packages,
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text("utf-8").splitlines() if listed.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
