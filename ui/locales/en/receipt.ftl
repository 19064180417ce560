# The receipt: the PDF that Paraph writes and seals when everyone has signed.

receipt-title = Receipt
# $title (String) is the contract's title.
receipt-subtitle = of the signing of “{ $title }”
receipt-intro = This receipt says what was signed, by whom, when and how. Paraph wrote it when everyone had signed, and sealed it: whoever changes it later breaks the seal.

## The contract

receipt-contract = Contract
receipt-reference = Reference
receipt-session = Session
receipt-service = Signed with
receipt-service-local = Paraph, on this computer
receipt-sent = Ready for signing since
receipt-completed = Signed by everyone
receipt-written = Receipt written

## Documents

receipt-documents = Documents
# $pages (Number) is the document's number of pages.
receipt-document-pages =
    { $pages ->
        [one] One page
       *[other] { $pages } pages
    }
receipt-digest-sent = As sent
receipt-digest-signed = Signed
receipt-digest-note = The long codes are SHA-256 digests. Two files that have the same digest are alike to the last letter.

## Signers

receipt-signers = Signers
# $number (Number) is the signer's number, $name (String) the name that the sender wrote.
receipt-signer = { $number }. { $name }
receipt-signer-email = E-mail, as the sender wrote it
receipt-signer-opened = Opened the documents
receipt-signer-signed = Signed
receipt-signer-how = Signature
receipt-how-drawn = Drawn by hand on the screen
receipt-how-typed = Typed as a name
receipt-how-uploaded = A picture that the signer chose
receipt-signer-consent = Agreed to
receipt-signer-identified = Identified
receipt-signer-certificate = Certificate
# $subject and $issuer (String) are names in the certificate.
receipt-signer-certificate-of = { $subject }, issued by { $issuer }
receipt-identified-elsewhere = By { $service }, in the way that was set for this signer.
receipt-identified-by-name = Identified by name only: nobody checked an identity document. The person signed at this computer.

## What happened

receipt-events = What happened
receipt-event-time = When
receipt-event-actor = Who
receipt-event-what = What
# $zone (String) is the time zone, such as “UTC+01:00”.
receipt-events-note = Times are in { $zone }, by the clock of this computer. No independent clock confirmed them.

## The certificate

receipt-certificate = The certificate of this computer
receipt-certificate-intro = Each signature in the documents, and the seal on this receipt, was made with a key that this computer keeps. This is the certificate that goes with it.
receipt-certificate-elsewhere = The signatures in the documents were made at { $service }. The seal on this receipt was made with a key that this computer keeps. This is the certificate that goes with it.
receipt-certificate-this-run = The key existed only until Paraph was closed. Nothing more can be signed with it.
receipt-certificate-subject = Made out to
receipt-certificate-issuer = Issued by
receipt-certificate-valid = Valid
# $from (String) and $to (String) are dates.
receipt-certificate-validity = { $from } to { $to }
receipt-certificate-fingerprint = Fingerprint (SHA-256)

## How to check this

receipt-check = How to check this
receipt-check-open = Drop a signed document on Paraph and choose Verify, or open it in a program that shows signatures in PDFs.
receipt-check-changed = It says whether anything was changed after signing.
receipt-check-who = It may also say that it does not know who signed. That is so because the certificate was made on this computer, not by a public office; the document is not invalid for that. Compare the fingerprint with the one above, and ask the sender for the fingerprint by another way, by telephone for instance.
receipt-check-who-elsewhere = It also says whose certificates they are and who issued them. This receipt’s own seal was made on this computer, not by a public office.
receipt-check-digest = To know whether a file is one of those named here, compare its SHA-256 digest.
receipt-limits = This receipt does not prove who sat at the computer. Its digests show which files were signed; the signatures in those files show whether anything was changed.

## Every page

# $page and $pages may be numbers, or the marks that stand for them until the pages are counted.
receipt-footer = Page { $page } of { $pages }
# $title (String) is the contract's title; stands at the left of the page's foot.
receipt-footer-title = Receipt: { $title }
# $title (String) is the contract's title; this is the PDF's title.
receipt-document-title = Receipt: { $title }
# What the file inside the receipt is.
receipt-for-machines = What stands in this receipt, for machines
# What a reader of the seal sees: why this PDF was sealed.
receipt-seal-reason = Receipt written by Paraph
