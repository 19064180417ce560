"""Holds the clipboard as a file manager does after “Copy”: the paths given, as text/uri-list."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main() -> None:
    uris = [pathlib.Path(path).as_uri() for path in sys.argv[1:]]
    window = Gtk.Window(title="paraph-clipboard-owner")
    window.realize()
    selection = Gdk.SELECTION_CLIPBOARD
    Gtk.selection_add_target(window, selection, Gdk.Atom.intern("text/uri-list", False), 0)
    window.connect("selection-get", lambda _w, data, _i, _t: data.set_uris(uris))
    if not Gtk.selection_owner_set(window, selection, Gdk.CURRENT_TIME):
        sys.exit("the clipboard cannot be had")
    print("held", flush=True)
    Gtk.main()


main()
