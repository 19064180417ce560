"""The peers of `cargo xtask bench tags`: reads a line `PEER FILE…` and answers with the CPU seconds
that its whole-text extraction took, and with how many characters it gave.

Each does the least that gives all text, in calls of its own core; files are read beforehand, and
what it gives is not converted to Python's strings.
"""

import ctypes
import sys
import time
from functools import lru_cache


@lru_cache(maxsize=None)
def file_bytes(path):
    with open(path, "rb") as file:
        return file.read()


def pdfium():
    import pypdfium2.raw as core

    core.FPDF_InitLibrary()
    room = (ctypes.c_ushort * (1 << 20))()

    def extract(data):
        document = core.FPDF_LoadMemDocument64(data, len(data), None)
        if not document:
            return 0
        characters = 0
        for number in range(core.FPDF_GetPageCount(document)):
            page = core.FPDF_LoadPage(document, number)
            if not page:
                continue
            text = core.FPDFText_LoadPage(page)
            characters += core.FPDFText_GetText(text, 0, len(room) - 1, room)
            core.FPDFText_ClosePage(text)
            core.FPDF_ClosePage(page)
        core.FPDF_CloseDocument(document)
        return characters

    return extract


def mupdf():
    from pymupdf import mupdf as core

    options = core.FzStextOptions()

    def extract(data):
        try:
            stream = core.fz_open_memory(core.python_buffer_data(data), len(data))
            document = core.fz_open_document_with_stream("application/pdf", stream)
            pages = core.fz_count_pages(document)
        except Exception:
            return 0
        characters = 0
        for number in range(pages):
            try:
                text = core.fz_new_buffer_from_page_number(document, number, options)
            except Exception:
                continue
            characters += core.fz_buffer_storage(text)[0]
        return characters

    return extract


def main():
    peers = {}
    for line in sys.stdin:
        name, *files = line.rstrip("\n").split("\t")
        if name not in peers:
            peers[name] = {"pdfium": pdfium, "mupdf": mupdf}[name]()
        extract = peers[name]
        inputs = [file_bytes(file) for file in files]
        characters = 0
        begun = time.process_time()
        for data in inputs:
            characters += extract(data)
        spent = time.process_time() - begun
        print(f"{spent}\t{characters}", flush=True)


if __name__ == "__main__":
    main()
