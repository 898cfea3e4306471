# SPDX-License-Identifier: MIT
"""The smallest PySide6 window that could be: what kbdesk's start is compared with."""

import sys

from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

app = QApplication(sys.argv[:1])
window = QMainWindow()
window.resize(1280, 800)
window.setCentralWidget(QLabel("kbdesk is compared with this window.", window))
window.show()
sys.exit(app.exec())
