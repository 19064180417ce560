#!/bin/sh
# Makes every picture in this folder from the two drawings. Needs rsvg-convert, ImageMagick and
# Python 3.
set -eu
cd "$(dirname "$0")"
draw() { rsvg-convert --width "$2" --height "$2" "$1" --output "$3"; }

draw paraph-small.svg 16 16x16.png
draw paraph-small.svg 24 24x24.png
draw paraph.svg 32 32x32.png
draw paraph.svg 48 48x48.png
draw paraph.svg 64 64x64.png
draw paraph.svg 128 128x128.png
draw paraph.svg 256 128x128@2x.png
draw paraph.svg 256 256x256.png
draw paraph.svg 512 icon.png

convert 16x16.png 24x24.png 32x32.png 48x48.png 64x64.png 256x256.png icon.ico

# An icns file is a list of (four-letter kind, length, PNG) behind an eight-byte head.
python3 - <<'PY'
import struct
kinds = [("icp4", "16x16"), ("icp5", "32x32"), ("icp6", "64x64"), ("ic07", "128x128"),
         ("ic13", "128x128@2x"), ("ic08", "256x256"), ("ic09", "icon")]
body = b""
for kind, name in kinds:
    png = open(name + ".png", "rb").read()
    body += kind.encode() + struct.pack(">I", len(png) + 8) + png
open("icon.icns", "wb").write(b"icns" + struct.pack(">I", len(body) + 8) + body)
PY
