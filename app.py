"""Entry point: the menu, nothing else. It protects nothing; see ui/page.py."""

import streamlit as st

from ui import reader, runtime
from ui.menu import MENU

locale = reader.locale()
page = st.navigation([st.Page(entry.script, title=entry.title.to(locale)) for entry in MENU], position="hidden")
with runtime.gate():
    page.run()
runtime.settle()
