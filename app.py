"""Entry point: the menu, nothing else. It protects nothing; see ui/page.py."""

import streamlit as st

from ui import reader, runtime
from ui.menu import MENU

locale = reader.locale()
start, *others = MENU
root = st.Page(start.script, title=start.title.to(locale), url_path="", default=True)
# the start page by its own name too: asgi.py sends who asks for it to the root, a plain server does not
named = [st.Page(entry.script, title=entry.title.to(locale), url_path=entry.key) for entry in (start, *others)]
page = st.navigation([root, *named], position="hidden")
if not runtime.starting():
    with runtime.gate():
        page.run()
    runtime.settle()
