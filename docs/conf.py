"""How Sphinx builds the documentation: `make docs`, without a network once the extra `docs` is installed."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import llm_playground  # noqa: E402

mathml, docstrings = import_module("writing.mathml"), import_module("writing.docstrings")

project = "LLM Playground"
author = "The LLM Playground authors"
copyright = author
release = version = llm_playground.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["decisions/README.md"]
root_doc = "index"
nitpicky = True
nitpick_ignore_regex = [("py:.*", ".*")]  # types of other libraries; everything else has to be there

myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]  # a page may begin in the middle of another one

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
napoleon_numpy_docstring = False
napoleon_use_ivar = True
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = project
html_static_path = ["look"]
html_css_files = ["look.css"]
html_favicon = "../src/llm_playground/web/page/icon.svg"
html_copy_source = False
html_show_copyright = False
html_math_renderer = "mathml"
html_theme_options = {"navigation_with_keys": True, "sidebar_hide_name": False}

# What is written from the code stands on the page that has this line.
WRITTEN = {
    f"<!-- written: {name} -->": f"writing.{name}"
    for name in ("notebook", "commands", "strategies", "exercises", "interface", "records")
}
# Files of the repository to which texts lead that are read there too.
HOMES = {"](../README.md)": "](/guide/start)"}


def write(app: Any, docname: str, source: list[str]) -> None:
    for line, module in WRITTEN.items():
        if line in source[0]:
            source[0] = source[0].replace(line, import_module(module).page())
    for there, here in HOMES.items():
        source[0] = source[0].replace(there, here)


def read_docstring(app: Any, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    lines[:] = docstrings.to_rst(lines)


def without_ways_back(app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: object) -> None:
    """Pages of source code lead back to the name under which an object is defined, and not to the public one."""
    if pagename.startswith("_modules/") and "body" in context:
        context["body"] = re.sub(r'<a class="viewcode-back".*?</a>', "", context["body"])


def setup(app: Any) -> dict[str, bool]:
    app.add_html_math_renderer("mathml", (mathml.visit_math, None), (mathml.visit_block, None))
    app.connect("source-read", write)
    app.connect("autodoc-process-docstring", read_docstring, priority=400)  # before napoleon
    app.connect("html-page-context", without_ways_back)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
