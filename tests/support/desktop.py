"""What a desktop offers to programs: notifications, and logind's locks against sleep. What is asked
of it by Paraph is written into a file, one JSON object a line; a browser asks for locks, too."""

import json
import os
import sys

from gi.repository import Gio, GLib

NOTIFICATIONS = """<node><interface name="org.freedesktop.Notifications">
<method name="Notify">
 <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/>
 <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="as" direction="in"/>
 <arg type="a{sv}" direction="in"/><arg type="i" direction="in"/><arg type="u" direction="out"/>
</method>
<method name="CloseNotification"><arg type="u" direction="in"/></method>
</interface></node>"""
LOGIND = """<node><interface name="org.freedesktop.login1.Manager">
<method name="Inhibit">
 <arg type="s" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
 <arg type="s" direction="in"/><arg type="h" direction="out"/>
</method>
</interface></node>"""


class Desktop:
    def __init__(self, heard: str) -> None:
        self.heard = heard
        self.last = 0

    def tell(self, **what) -> None:
        with open(self.heard, "a", encoding="utf-8") as file:
            file.write(json.dumps(what) + "\n")

    def called(self, _bus, _sender, _path, _interface, method, words, call) -> None:
        words = words.unpack()
        if method == "Notify":
            self.last = words[1] or self.last + 1
            self.tell(shown=self.last, title=words[3], text=words[4])
            call.return_value(GLib.Variant("(u)", (self.last,)))
        elif method == "CloseNotification":
            self.tell(closed=words[0])
            call.return_value(None)
        else:
            self.inhibit(words, call)

    def inhibit(self, words, call) -> None:
        reader, writer = os.pipe()
        files = Gio.UnixFDList.new()
        place = files.append(writer)
        os.close(writer)
        what, who, why, mode = words
        if who == "Paraph":
            self.tell(inhibits=what, mode=mode, why=why)
            # The lock is held as long as the other end is open.
            hung_up = GLib.IOCondition.HUP
            GLib.unix_fd_add_full(GLib.PRIORITY_DEFAULT, reader, hung_up, self.let_go)
        answer = GLib.Variant("(h)", (place,))
        call.return_value_with_unix_fd_list(answer, files)

    def let_go(self, reader, _condition) -> bool:
        os.close(reader)
        self.tell(sleeps=True)
        return False


def main() -> None:
    desktop = Desktop(sys.argv[1])
    bus = Gio.bus_get_sync(Gio.BusType.SESSION, None)
    for path, xml in (
        ("/org/freedesktop/Notifications", NOTIFICATIONS),
        ("/org/freedesktop/login1", LOGIND),
    ):
        interface = Gio.DBusNodeInfo.new_for_xml(xml).interfaces[0]
        bus.register_object(path, interface, desktop.called, None, None)
    names = ["org.freedesktop.Notifications", "org.freedesktop.login1"]
    for name in names:
        flags = Gio.BusNameOwnerFlags.NONE
        Gio.bus_own_name_on_connection(bus, name, flags, owned(names), None)
    GLib.MainLoop().run()


def owned(names: list):
    def one(_bus, name) -> None:
        names.remove(name)
        if not names:
            print("ready", flush=True)

    return one


main()
