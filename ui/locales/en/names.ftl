# Files that came in folders, and how the copies in a person's folder are named: an example contract, and what can be wrong with a
# pattern.

example-document = Lease Harbour Street 12
example-signer-1 = Ann Smith
example-signer-2 = Ben Jones
example-reference = H-2026-12
pattern-empty = It must name at least one particular, such as {"{document}"}, and have at most 120 characters.
# $what (String) is the part of the pattern that is not understood.
pattern-unknown = { $what } is no particular that Paraph knows.
# $character (String) is one character.
pattern-forbidden = Names of files cannot hold “{ $character }” on every system.

## What folders held beside PDFs

aside-left = { $count ->
    [one] One thing was not taken, since it is no PDF file.
   *[other] { $count } things were not taken, since they are no PDF files.
}
# $folder (String) names the folder, or several.
aside-none = No PDF was found in { $folder }.
aside-too-many = There is more in it than is taken at once; the first { $most } PDFs were.
