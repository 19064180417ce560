"""What a screen reader is told of a program's window (AT-SPI), as JSON: role, name, text, states."""

import json
import sys

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi  # noqa: E402

DEEPEST = 80


def walk(node, heard: list, depth: int = 0) -> None:
    if node is None or depth > DEEPEST:
        return
    states = node.get_state_set()
    text = ""
    if "Text" in node.get_interfaces():
        text = Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))
    heard.append(
        {
            "role": node.get_role_name(),
            "name": node.get_name() or "",
            "text": text.replace("\ufffc", " "),
            "focusable": states.contains(Atspi.StateType.FOCUSABLE),
            "showing": states.contains(Atspi.StateType.SHOWING),
        }
    )
    for index in range(node.get_child_count()):
        walk(node.get_child_at_index(index), heard, depth + 1)


def main() -> None:
    heard: list = []
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        program = desktop.get_child_at_index(index)
        if program is not None and program.get_name() == sys.argv[1]:
            walk(program, heard)
    print(json.dumps(heard))


main()
