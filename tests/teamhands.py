# SPDX-License-Identifier: MIT
"""A team with a shared copy on disk: Mia at a window with the team's part, Anna at another computer."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from gitrepo import commit, git, make_repo
from hands import at_work
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from kbdesk.desk.desk import Desk
from kbdesk.desk.home import Home
from kbdesk.model import Author, Change
from kbdesk.ui.frame import Frame
from kbdesk.ui.jobs import Lanes
from kbdesk.ui.team.sharing import Sharing
from kbdesk.ui.theme import Theme

MIA = Author("Mia Tran", "mia@example.org")
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
FILES = {
    f"articles/{name}.md": f"# {name.title()}\n\none\n\ntwo\n\nthree\n" for name in ("wifi", "vpn", "fax")
}


class Host(QWidget):
    """A window with nothing but the frame and the team's part."""

    def __init__(self, home: Home) -> None:
        super().__init__()
        theme = Theme()
        self.setObjectName("window")
        self.setStyleSheet(theme.qss())
        self.lanes = Lanes(self)
        self.failures: list[str] = []
        self.lanes.failed.connect(self._failed)
        self.frame = Frame(theme, self)
        self.frame.set_panes(QWidget(self.frame), QWidget(self.frame))
        self.team = Sharing(home, self.lanes, self.frame, theme, self, lambda: NOW)
        self.frame.put_in_footer(self.team.button)
        box = QHBoxLayout(self)
        box.addWidget(self.frame)
        self.resize(1280, 800)

    def _failed(self, error) -> None:
        self.failures.append(str(error))


class Room:
    """Mia's window and what happens around it."""

    def __init__(self, qtbot, folder: Path, files=FILES) -> None:
        self.qtbot, self.folder, self.stopped = qtbot, folder, False
        self.shared, self.mine, self.anna = folder / "shared.git", folder / "mia", folder / "anna"
        make_repo(self.mine, files)
        git(folder, "clone", "-q", "--bare", str(self.mine), str(self.shared))
        git(self.mine, "remote", "add", "origin", str(self.shared))
        git(self.mine, "fetch", "-q", "origin")
        shutil.copytree(self.mine, self.anna)
        self.home = Home(folder / "data", folder / "cache")
        self.home.make()
        self.home.set_who(MIA)
        self.host = Host(self.home)
        self.desk = Desk(self.mine, self.home, clock=lambda: NOW)
        self.host.show()
        self.host.activateWindow()
        qtbot.waitUntil(self.host.isActiveWindow)
        self.team.set_desk(self.desk)
        self.team.exchange.refresh()
        self.rest()

    @property
    def team(self) -> Sharing:
        return self.host.team

    @property
    def phrase(self) -> str:
        return self.team.button.phrase

    def wait(self, until) -> None:
        self.qtbot.waitUntil(until, timeout=15_000)

    def rest(self) -> None:
        self.wait(lambda: not (self.host.lanes.busy or at_work(self.host)))

    def sync(self) -> None:
        """Get and send by hand, and wait."""
        self.team.share_now()
        self.rest()

    def save(self, path: str, text: str, author: Author = MIA) -> None:
        """Mia saves a file, as the editor does."""
        from kbdesk.library import blob_id, save

        place = self.mine / path
        base = blob_id(place.read_bytes()) if place.exists() else ""
        save(self.desk.info, [Change(path, text.encode(), base)], f"change {path}", author)

    def anna_sends(self, files: dict[str, str], message: str = "change") -> None:
        """Anna changes files and sends them."""
        git(self.anna, "pull", "-q", "--no-rebase", "origin", "main", author="Anna")
        commit(self.anna, files, message, "Anna")
        git(self.anna, "push", "-q", "origin", "HEAD:main", author="Anna")

    def anna_removes(self, *paths: str) -> None:
        """Anna deletes files and sends that."""
        git(self.anna, "pull", "-q", "--no-rebase", "origin", "main", author="Anna")
        git(self.anna, "rm", "-q", *paths)
        git(self.anna, "commit", "-q", "-m", "remove", author="Anna")
        git(self.anna, "push", "-q", "origin", "HEAD:main", author="Anna")

    def of_shared(self, path: str) -> str:
        """A file as the shared copy has it."""
        return git(self.shared, "show", f"main:{path}")

    def button(self, widget: QWidget, text: str) -> QPushButton:
        """The visible button with this beginning."""
        return next(
            b for b in widget.findChildren(QPushButton) if b.isVisible() and b.text().startswith(text)
        )

    def press(self, widget: QWidget, text: str) -> None:
        self.button(widget, text).click()
        self.rest()

    def stop(self) -> None:
        """What the window does when it is closed."""
        if not self.stopped:
            self.stopped = True
            self.team.shut_down()
            self.host.lanes.shut_down()

    def close(self) -> None:
        self.stop()
        self.desk.close()
        self.host.close()
        self.host.deleteLater()


@pytest.fixture
def room(qtbot, tmp_path):
    """Mia's window and Anna at another computer."""
    room = Room(qtbot, tmp_path)
    yield room
    room.close()
