# What pre-flight finds, for every finding code: what was found (the value) and what to do
# (.remedy). All arguments are strings.
#
# $page (String) is the page, counted from 1.
# $text (String) is the tag as it stands in the document.
# $signer (String) is a signer's number.
# $name (String) is the document's file name.

## Tags

finding-tag-inexact = Page { $page } has the tag “{ $text }”, written in an unusual way. Paraph understands it.
    .remedy = Nothing to do for signing on this computer. A service may miss it: in the word processor, write the tag without spaces and as plainly as <<Signer1>>.
# $suggestion (String) is the tag that was probably meant.
finding-tag-near-miss = Page { $page } has “{ $text }”, which is almost a tag, but not quite. Nobody is asked to sign there.
    .remedy = If somebody is meant to sign there, write “{ $suggestion }” in the word processor, save the PDF again and drop it.
finding-tag-line-broken = The tag “{ $text }” on page { $page } is broken over two lines.
    .remedy = Look whether its place is right. If not, keep the tag on one line in the word processor, save the PDF again and drop it.
finding-tag-covered = The tag “{ $text }” on page { $page } lies under something else, such as a picture or a coloured box.
    .remedy = Look whether a signature may stand there. If not, move the tag in the word processor, save the PDF again and drop it.
finding-tag-clipped = The tag “{ $text }” on page { $page } is cut off, so it gives no place to sign.
    .remedy = Make its cell or text box larger in the word processor, save the PDF again and drop it.
finding-tag-off-page = The tag “{ $text }” lies outside page { $page }, so it gives no place to sign.
    .remedy = Move the tag inside the page in the word processor, save the PDF again and drop it.
finding-tag-hidden-layer = The tag “{ $text }” on page { $page } is in a layer that is switched off, so it gives no place to sign.
    .remedy = Switch that layer on, or move the tag out of it, in the program that made the file; then save the PDF again and drop it.
finding-tag-tiny = The tag “{ $text }” on page { $page } is very small.
    .remedy = Look whether its place is right. The size of the tag does not change the size of the signature.

## What a document is like

# $reason (String) is scan, unmapped, outlines or drawing.
finding-page-unreadable =
    { $reason ->
        [scan] Page { $page } is a picture, as from a scanner. Paraph cannot see whether it has tags.
        [unmapped] Page { $page } has text that cannot be turned back into letters. Paraph cannot see whether it has tags.
        [outlines] Page { $page } has words that are drawn as shapes. Paraph cannot see whether it has tags.
        [drawing] Page { $page } is a drawing without text. Paraph cannot see whether it has tags.
       *[other] Page { $page } cannot be read in full. Paraph cannot see whether it has more tags.
    }
    .remedy =
        { $reason ->
            [scan] Drop the PDF that the word processor makes, not a scan of it, or make sure that nobody signs on this page.
            [unmapped] Save the PDF again from the word processor with its fonts embedded, or make sure that nobody signs on this page.
            [outlines] Save the PDF again with text kept as text, or make sure that nobody signs on this page.
           *[other] Save the PDF again from the word processor, or make sure that nobody signs on this page.
        }
finding-text-mapping-doubtful = What page { $page } shows and what its text says are not the same. Paraph went by what is shown.
    .remedy = Look whether all fields are there and in their place. If not, save the PDF again from the word processor and drop it.
finding-document-repaired = The file is damaged. Paraph read it after a repair.
    .remedy = Look whether all pages are there and look right. It is safer to save the PDF again from the word processor and drop that one.
finding-document-encrypted = The file is protected, but opens without a password.
    .remedy = Nothing to do: Paraph can read it.
finding-document-password = The file opens only with a password. The copy that is signed opens without it, so that the signers can read it.
    .remedy = Nothing to do, if the signers may read it. The original stays protected.
finding-document-restricted = The file says that it may not be changed. A signature may count as a change.
    .remedy = If you may, drop a copy without that restriction. If it is not yours, ask the person who made it.
# $who (String) names the people who signed it.
finding-document-signed = The file is signed already. Those signatures stay valid.
    .remedy = Nothing to do, if it is meant to be signed once more. Every place in it, initials too, becomes a signature of its own.
finding-document-certified = The first signature in the file says what may be added later. One more signature may break that rule.
    .remedy = Ask the person who signed it whether it may be signed further, or drop the unsigned PDF.
finding-document-xfa = The file is a form of an old kind that most programs cannot show. Signers would see only “Please wait”.
    .remedy = Open it in Adobe Acrobat, print it to a new PDF, and drop that one.
# $count (String) is how many fields are filled in.
finding-document-form-values = The file is a form that can still be filled in, and some of it is filled in. What stands there could be changed before signing.
    .remedy = To make it firm, print the filled-in form to a new PDF and drop that one.
# $count (String) is how many files are attached.
finding-document-attachments = The file carries other files inside. The signers do not see them on its pages.
    .remedy = Look whether they are meant to go along. What should be read and signed is better dropped as a document of its own.
finding-document-javascript = The file holds a small program that may change what it shows.
    .remedy = Print it to a new PDF and drop that one, so that everybody sees and signs the same.
# $pages (String) is the number of pages, $megabytes (String) the size.
finding-document-large = The file is very large. Reading, showing and signing it takes longer.
    .remedy = Nothing to do. If it holds many pictures, saving it at a lower resolution makes it smaller.

## The contract as a whole

finding-no-document = There is no document to sign yet.
    .remedy = Drop a PDF on the window, or choose one.
# $why (String) is what happened, $cure (String) what to do about it: the document's own error.
finding-document-unreadable = { $name } cannot be signed as it is. { $why }
    .remedy = { $cure } Or take the document out of this contract.
finding-document-reading = { $name } is still being read.
    .remedy = Wait a moment.
finding-document-changed = { $name } was changed after you dropped it.
    .remedy = Choose which one to send: the new file, or the one that is shown here.
finding-document-gone = { $name } is no longer where you dropped it from.
    .remedy = Nothing is lost: Paraph has its own copy and sends that one. Take the document out if it should not be sent.
# $other (String) is the name of the other document.
finding-document-twice = { $name } and { $other } are the same document.
    .remedy = Take one of them out, unless it is meant to be signed twice.
finding-no-signer = There is no signer yet.
    .remedy = Add a signer and give each one a place to sign.
finding-signer-name-missing = Signer { $signer } has no name.
    .remedy = Write the name as it should stand under the signature.
finding-signer-email-invalid = The e-mail address of signer { $signer } is not complete.
    .remedy = Write it as name@example.com, or leave it empty where no e-mail is needed.
finding-signer-without-place = Signer { $signer } has no place to sign.
    .remedy = In the word processor, write <<Signer{ $signer }>> where this person signs, save the PDF again and drop it; or take this signer out.
finding-tag-without-signer = A place is waiting for signer { $signer }, but there is no signer { $signer }.
    .remedy = Add signer { $signer }, or allow it: the tag then stays in the document as it is.
finding-numbers-gap = The numbers of the signers have a gap.
    .remedy = Look whether somebody is missing. If the numbers are meant to be like this, there is nothing to do.
# $name (String) is the document, $who (String) the person, $when (String) the day on which it was sent.
finding-already-sent = { $name } was sent to { $who } before, on { $when }.
    .remedy = Look at that session first. If this contract should go out once more, allow it and send.
