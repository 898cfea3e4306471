# SPDX-License-Identifier: MIT
"""Sends the note of a call that was just handed over, if a way to send is set up and somebody asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from kbdesk.desk.home import Home
from kbdesk.errors import Cancelled, KbError
from kbdesk.language import tr
from kbdesk.model.sending import Outlet, Receipt, Secret
from kbdesk.ui.handed_over import HandedOverSheet
from kbdesk.ui.jobs import Lanes, Stop
from kbdesk.ui.send_sheet import SecretSheet
from kbdesk.ui.theme import Theme

if TYPE_CHECKING:
    from kbdesk.desk.calls import HandedOver
    from kbdesk.desk.sending import Sending
    from kbdesk.model.sending import Parcel


@dataclass(frozen=True, slots=True)
class Ready:
    """A note that can be sent, and through what."""

    sending: Sending
    outlets: tuple[Outlet, ...]
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Order:
    """A note that is to be sent one way, and the sheet where that is told while it is open."""

    outlet: Outlet
    ready: Ready
    sheet: HandedOverSheet


class Dispatch(QObject):
    """Connects the sheet after a handover with the desk's sending.

    Nothing is sent by itself but through a sender whose settings say so (``automatic = true``).

    Signals:
        said(str): how a sending went whose sheet was closed meanwhile.
    """

    said = Signal(str)

    def __init__(self, lanes: Lanes, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._lanes, self._theme, self._window = lanes, theme, window
        self._sending: Sending | None = None
        self._ready: Ready | None = None
        self._sheet: HandedOverSheet | None = None
        self._question: SecretSheet | None = None
        self._stop = Stop()
        self._busy: Order | None = None
        self._chosen: Outlet | None = None
        self._waiting: list[Order] = []

    @property
    def busy(self) -> bool:
        """Whether a note is on its way."""
        return self._busy is not None

    def attach(self, home: Home, sheet: HandedOverSheet, handed: HandedOver) -> None:
        """Offer the ways to send in the sheet that tells of a note; call it when the sheet is shown."""
        self._sheet, self._ready = sheet, None
        sheet.send.asked.connect(self._asked)
        sheet.send.cancelled.connect(self._cancel)
        sheet.closed.connect(self.leave)
        work = partial(prepare, home, self._sending, handed)
        self._lanes.disk.run(work, self._offer, "outlets", failed=self._wrong)

    def set_theme(self, theme: Theme) -> None:
        """Take a look and text size."""
        self._theme = theme
        if self._question is not None:
            self._question.set_theme(theme)

    def shut_down(self) -> None:
        """Stop what is under way; called before the lanes end."""
        self._stop.press()

    def leave(self) -> None:
        """The sheet was closed; what is on its way, or waits for that, goes on."""
        self._sheet = None
        self._close_question()

    def _wrong(self, error: KbError) -> None:
        if self._sheet is not None:
            self._sheet.send.show_failed(str(error))

    def _offer(self, ready: Ready | None) -> None:
        if ready is None or self._sheet is None:
            return
        self._ready, self._sending = ready, ready.sending
        self._sheet.send.show_outlets(ready.outlets)
        automatic = [one for one in ready.outlets if one.automatic]
        for one in automatic:
            if one.wants:
                self._sheet.send.show_failed(
                    tr("Not sent to {name} yet: it wants a password.", name=one.name)
                )
        for one in automatic:
            if not one.wants:
                self._send(one)

    # --- by a person ---

    def _asked(self, number: int) -> None:
        if self._ready is None or self._question is not None:
            return
        outlet = self._ready.outlets[number]
        if outlet.wants:
            self._ask_secret(outlet)
        else:
            self._send(outlet)

    def _ask_secret(self, outlet: Outlet) -> None:
        sheet = SecretSheet(self._theme, self._window, outlet)
        sheet.given.connect(self._hold)
        sheet.closed.connect(self._close_question)
        self._chosen, self._question = outlet, sheet
        sheet.open_over()

    def _hold(self, secret: Secret) -> None:
        if self._ready is not None and self._chosen is not None:
            self._ready.sending.hold(self._chosen.name, secret)
            self._send(self._chosen)

    def _close_question(self) -> None:
        if self._question is not None:
            sheet, self._question = self._question, None
            sheet.close()
            sheet.deleteLater()

    # --- under way ---

    def _send(self, outlet: Outlet) -> None:
        """Send the note of the sheet that is open as soon as what is on its way has arrived."""
        if self._ready is not None and self._sheet is not None:
            self._waiting.append(Order(outlet, self._ready, self._sheet))
            self._next()
            if not self._sheet.send.busy:  # it waits for another
                self._sheet.send.show_busy(outlet.name)

    def _next(self) -> None:
        if self._waiting and not self.busy:
            self._busy, self._stop = self._waiting.pop(0), Stop()
            outlet, ready = self._busy.outlet, self._busy.ready
            if self._busy.sheet is self._sheet:
                self._sheet.send.show_busy(outlet.name)
            work = partial(ready.sending.send, outlet.name, ready.parcel, self._stop)
            self._lanes.share.run(work, self._sent, failed=self._failed)

    def _cancel(self) -> None:
        """Nothing more of the note of the sheet that is open goes out."""
        waiting, self._waiting = self._waiting, [one for one in self._waiting if one.sheet is not self._sheet]
        if self._busy is not None and self._busy.sheet is self._sheet:
            self._stop.press()
        elif self._sheet is not None and len(waiting) > len(self._waiting):
            self._sheet.send.show_failed(tr("Stopped; nothing was sent."))

    def _sent(self, receipt: Receipt) -> None:
        order, self._busy = self._busy, None
        if order is None:
            return
        sentence = tr("Sent to {name}: {where}.", name=order.outlet.name, where=receipt.where)
        if order.sheet is self._sheet:
            self._sheet.send.show_sent(order.outlet.name, sentence, receipt.address)
        else:
            self.said.emit(sentence)
        self._go_on()

    def _failed(self, error: KbError) -> None:
        order, self._busy = self._busy, None
        if order is None:
            return
        words = tr("Stopped; nothing was sent.") if isinstance(error, Cancelled) else str(error)
        if order.sheet is self._sheet:
            self._sheet.send.show_failed(words)
        else:
            self.said.emit(tr("{words} The note is kept, and on the clipboard.", words=words))
        self._go_on()

    def _go_on(self) -> None:
        """Look whether its password is known now, then go on with what waits."""
        if self._ready is not None:
            self._lanes.disk.run(self._ready.sending.outlets, self._known, "outlets", failed=self._wrong)
        self._next()

    def _known(self, outlets: tuple[Outlet, ...]) -> None:
        ready = self._ready
        if ready is not None and [one.name for one in outlets] == [one.name for one in ready.outlets]:
            self._ready = Ready(ready.sending, outlets, ready.parcel)


def prepare(home: Home, sending: Sending | None, handed: HandedOver) -> Ready | None:
    """The note ready to be sent; None if nothing is set up, which costs no import. Runs in a lane.

    Raises:
        KbError: the settings are wrong.
    """
    if not (home.data / "senders.toml").exists():
        return None
    from kbdesk.desk import sending as desk_sending  # noqa: PLC0415 - few set it up; not at start-up

    if sending is None or sending.home != home:
        sending = desk_sending.Sending(home)
    preview = handed.preview
    parcel = desk_sending.parcel_of(preview.note, preview.markdown, handed.path.name)
    return Ready(sending, sending.outlets(), parcel)
