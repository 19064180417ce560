"""A second window, to drag from: offers paths as text/uri-list, as a file manager does, or addresses."""

import pathlib
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk  # noqa: E402


def main() -> None:
    uris = [word if "://" in word else pathlib.Path(word).as_uri() for word in sys.argv[1:]]
    window = Gtk.Window(title="paraph-drag-source")
    window.set_default_size(120, 60)
    handle = Gtk.EventBox()
    handle.add(Gtk.Label(label="files"))
    handle.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY)
    handle.drag_source_add_uri_targets()
    handle.connect("drag-data-get", lambda _w, _c, data, _i, _t: data.set_uris(uris))
    handle.connect("drag-end", lambda *_: print("ended", flush=True))
    window.add(handle)
    window.connect("map-event", lambda *_: print("shown", flush=True))
    window.show_all()
    Gtk.main()


main()
