# Words that the window and the signing page share.

app-name = Paraph
notice-detail = Technical detail
notice-own-words = What the service says
page-not-drawn = This page could not be drawn. The document itself is not touched.
page-text = Text of page { $page }
kind-signature = Signature
kind-initial = Initials
kind-date = Date
copy = Copy
copied = Copied
