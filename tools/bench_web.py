# SPDX-License-Identifier: MIT
"""Shows pages that were made before in a web view, and prints how long each took.

``bench_web.py FOLDER``, with a Python that has PySide6-Addons. A page counts as open when the view says that
it is loaded; making it from Markdown and painting it are not in the figure, so that it is a lower bound.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, QUrl
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QApplication

PAUSE_MS = 20
"""Between two pages, as for kbdesk."""
LIMIT_MS = 5_000


def main() -> int:
    """Show all pages and print the times in milliseconds."""
    app = QApplication(sys.argv[:1])
    view = QWebEngineView()
    view.resize(560, 700)  # the size of kbdesk's reading pane
    view.show()
    loop, pause = QEventLoop(), QTimer()
    pause.setSingleShot(True)
    pause.timeout.connect(loop.quit)
    view.loadFinished.connect(loop.quit)
    times: list[float] = []
    for page in sorted(Path(sys.argv[1]).glob("*.html")):
        text = page.read_text(encoding="utf-8")
        pause.start(PAUSE_MS)
        loop.exec()
        pause.start(LIMIT_MS)
        begun = time.perf_counter()
        view.setHtml(text, QUrl("about:blank"))
        loop.exec()
        times.append((time.perf_counter() - begun) * 1000)
        pause.stop()
    print(json.dumps({"ms": times}), flush=True)
    del view
    app.quit()
    return 0


if __name__ == "__main__":
    sys.exit(main())
