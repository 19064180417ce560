# What pre-flight finds, for every finding code: what was found (the value) and what to do
# (.remedy). Where it can be found many times, .many says that for $count of them on one line.
# All arguments are strings.
#
# $page (String) is the page, counted from 1.
# $text (String) is the tag as it stands in the document.
# $signer (String) is a signer's number.
# $name (String) is the document's file name.

## Tags

finding-tag-inexact = Page { $page } has the tag “{ $text }”, written in an unusual way. Paraph understands it.
    .remedy = Nothing to do. So that every service reads it too, write it as “{ $suggestion }” in the word processor next time.
    .many = { $count } tags are written in an unusual way. Paraph understands them.
# $suggestion (String) is the tag that was probably meant.
finding-tag-near-miss = Page { $page } has “{ $text }”, which is almost a tag, but not quite. Nobody is asked to sign there.
    .remedy = If somebody is meant to sign there, write “{ $suggestion }” in the word processor, save the PDF again and drop it.
    .many = { $count } places look almost like a tag, but not quite.
finding-tag-line-broken = The tag “{ $text }” on page { $page } is broken over two lines.
    .remedy = Look whether its place is right. If not, keep the tag on one line in the word processor, save the PDF again and drop it.
    .many = { $count } tags are broken over two lines.
finding-tag-covered = The tag “{ $text }” on page { $page } lies under something else, such as a picture or a coloured box.
    .remedy = Look whether a signature may stand there. If not, move the tag in the word processor, save the PDF again and drop it.
    .many = { $count } tags lie under something else.
finding-tag-clipped = The tag “{ $text }” on page { $page } is cut off, so it gives no place to sign.
    .remedy = Make its cell or text box larger in the word processor, save the PDF again and drop it.
    .many = { $count } tags are cut off, so they give no place to sign.
finding-tag-off-page = The tag “{ $text }” lies outside page { $page }, so it gives no place to sign.
    .remedy = Move the tag inside the page in the word processor, save the PDF again and drop it.
    .many = { $count } tags lie outside their page, so they give no place to sign.
finding-tag-hidden-layer = The tag “{ $text }” on page { $page } is in a layer that is switched off, so it gives no place to sign.
    .remedy = Switch that layer on, or move the tag out of it, in the program that made the file; then save the PDF again and drop it.
    .many = { $count } tags are in layers that are switched off, so they give no place to sign.
finding-tag-tiny = The tag “{ $text }” on page { $page } is very small.
    .remedy = Look whether its place is right. The size of the tag does not change the size of the signature.
    .many = { $count } tags are very small.

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
    .many = { $count } pages cannot be read in full. Paraph cannot see whether they have tags.
finding-text-mapping-doubtful = What page { $page } shows and what its text says are not the same. Paraph went by what is shown.
    .remedy = Look whether all fields are there and in their place. If not, save the PDF again from the word processor and drop it.
    .many = { $count } pages show something else than their text says. Paraph went by what is shown.
finding-document-repaired = The file is damaged. Paraph read it after a repair.
    .remedy = Look whether all pages are there and look right. It is safer to save the PDF again from the word processor and drop that one.
    .many = { $count } files are damaged. Paraph read them after a repair.
finding-document-encrypted = The file is protected, but opens without a password.
    .remedy = Nothing to do: Paraph can read it.
    .many = { $count } files are protected, but open without a password.
finding-document-password = The file opens only with a password. The copy that is signed opens without it, so that the signers can read it.
    .remedy = Nothing to do, if the signers may read it. The original stays protected.
    .many = { $count } files open only with a password. The copies that are signed open without it.
finding-document-restricted = The file says that it may not be changed. A signature may count as a change.
    .remedy = If you may, drop a copy without that restriction. If it is not yours, ask the person who made it.
    .many = { $count } files say that they may not be changed.
# $who (String) names the people who signed it.
finding-document-signed = The file is signed already, by { $who }.
    .remedy = Nothing to do, if it is meant to be signed once more. Signed on this computer, those signatures stay valid; every place in it, initials too, becomes a signature of its own.
    .many = { $count } files are signed already.
# $service (String) is the service's name, $who (String) who has signed, $name (String) the file.
finding-signed-may-break = { $name } is signed already, by { $who }. { $service } may break those signatures.
    .remedy = Allow it if they need not stay valid. Otherwise have it signed on this computer, or leave it out.
    .many = { $count } files are signed already. { $service } may break those signatures.
finding-document-certified = The first signature in the file says what may be added later. One more signature may break that rule.
    .remedy = Ask the person who signed it whether it may be signed further, or drop the unsigned PDF.
    .many = { $count } files say, by their first signature, what may be added later.
finding-document-xfa = The file is a form of an old kind that most programs cannot show. Signers would see only “Please wait”.
    .remedy = Open it in Adobe Acrobat, print it to a new PDF, and drop that one.
    .many = { $count } files are forms of an old kind that most programs cannot show.
# $count (String) is how many fields are filled in.
# $pages (String) is how many pages hold such fields, $where (String) which, such as 1, 3–5.
finding-document-form-values =
    { $pages ->
        [0] The file is a form that can still be filled in, and some of it is filled in. What stands there could be changed before signing.
        [one] Page { $where } holds a form that can still be filled in, and some of it is filled in. What stands there could be changed before signing.
       *[other] Pages { $where } hold a form that can still be filled in, and some of it is filled in. What stands there could be changed before signing.
    }
    .remedy = To make it firm, print the filled-in form to a new PDF and drop that one.
    .many = { $count } files are forms that can still be filled in.
# $count (String) is how many files are attached.
finding-document-attachments = The file carries other files inside. The signers do not see them on its pages.
    .remedy = Look whether they are meant to go along. What should be read and signed is better dropped as a document of its own.
    .many = { $count } files carry other files inside.
finding-document-javascript = The file holds a small program that may change what it shows.
    .remedy = Print it to a new PDF and drop that one, so that everybody sees and signs the same.
    .many = { $count } files hold a small program that may change what they show.
# $level (String) is the part and level that the file claims, such as 2b.
finding-document-pdfa = The file says that it keeps to PDF/A-{ $level }, the rules of archives. Signing adds to the file, and may break those rules.
    .remedy = Nothing to do for the signature. If your archive insists on PDF/A, have it check the signed copy.
    .many = { $count } files say that they keep to PDF/A, the rules of archives.
# $pages (String) is the number of pages, $megabytes (String) the size.
finding-document-large = The file is very large. Reading, showing and signing it takes longer.
    .remedy = Nothing to do. If it holds many pictures, saving it at a lower resolution makes it smaller.
    .many = { $count } files are very large.

## The contract as a whole

finding-no-document = There is no document to sign yet.
    .remedy = Drop a PDF on the window, or choose one.
# $why (String) is what happened, $cure (String) what to do about it: the document's own error.
finding-document-unreadable = { $name } cannot be signed as it is. { $why }
    .remedy = { $cure } Or take the document out of this contract.
    .many = { $count } documents cannot be signed as they are.
finding-document-reading = { $name } is still being read.
    .remedy = Wait a moment.
    .many = { $count } documents are still being read.
finding-document-changed = { $name } was changed after you dropped it.
    .remedy = Choose which one to send: the new file, or the one that is shown here.
    .many = { $count } documents were changed after you dropped them.
finding-document-gone = { $name } is no longer where you dropped it from.
    .remedy = Nothing is lost: Paraph has its own copy and sends that one. Take the document out if it should not be sent.
    .many = { $count } documents are no longer where you dropped them from.
# $other (String) is the name of the other document.
finding-document-twice = { $name } and { $other } are the same document.
    .remedy = Take one of them out, unless it is meant to be signed twice.
    .many = { $count } documents are in this contract already.
# $service (String) is the service; $megabytes (String) is the document's size, $most (String) the largest that the service takes.
finding-document-too-large = { $name } has { $megabytes } MB. { $service } takes at most { $most } MB.
    .remedy = Save it with smaller pictures and drop it again, or take it out.
    .many = { $count } documents are larger than { $service } takes.
# $pages (String) is how many it has, $most (String) how many the service takes.
finding-document-too-long = { $name } has { $pages } pages. { $service } takes at most { $most }.
    .remedy = Divide it into several documents, or take it out. If your subscription takes more, allow it and send.
    .many = { $count } documents have more pages than { $service } takes.
finding-documents-too-large = All documents together have { $megabytes } MB. { $service } takes at most { $most } MB.
    .remedy = Save them with smaller pictures and drop them again, or send them in two contracts.
finding-documents-too-many = There are { $count } documents. { $service } takes at most { $most } in one contract.
    .remedy = Send them in two contracts, or join them into one PDF. If your subscription takes more, allow it and send.
finding-signers-too-many = There are { $count } signers. { $service } takes at most { $most }.
    .remedy = Send the contract in two rounds. If your subscription takes more, allow it and send.
finding-no-signer = There is no signer yet.
    .remedy = Add a signer and give each one a place to sign.
finding-signer-name-missing = Signer { $signer } has no name.
    .remedy = Write the name as it should stand under the signature.
    .many = { $count } signers have no name.
# $letter (String) is the letter, $code (String) its number such as U+5C71, $name (String) the name.
finding-signer-name-undrawn = No font on this computer draws “{ $letter }” ({ $code }) in the name of signer { $signer }, { $name }.
    .remedy = Install a font for that script, for instance Noto Sans. Without it the caption under the signature and the receipt show the letter's number in its place, and this signer can draw but not type the signature.
    .many = The names of { $count } signers have letters that no font on this computer draws.
finding-signer-email-invalid = The e-mail address of signer { $signer } is not complete.
    .remedy = Write it as name@example.com, or leave it empty where no e-mail is needed.
    .many = { $count } e-mail addresses are not complete.
finding-signer-email-missing = Signer { $signer } has no e-mail address, and { $service } needs one.
    .remedy = Write the address to which this person gets the invitation.
    .many = { $count } signers have no e-mail address.
# $otherwise (String) is where the service puts such a mark; $service (String) is its name.
finding-signer-without-place =
    { $otherwise ->
        [signant_widget] Signer { $signer } has no place to sign: { $service } shows the signature where it always does.
        [top_right_page_1] Signer { $signer } has no place to sign: { $service } would put the mark at the top right of page 1.
        [unseen] Signer { $signer } has no place to sign: { $service } would sign without anything to be seen.
       *[nowhere] Signer { $signer } has no place to sign.
    }
    .remedy = In the word processor, write <<Signer{ $signer }>> where this person signs, save the PDF again and drop it; or take this signer out.
    .many = { $count } signers have no place to sign.
finding-tag-without-signer = A place is waiting for signer { $signer }, but there is no signer { $signer }.
    .remedy = Add signer { $signer }, or allow it: the tag then stays in the document as it is.
    .many = { $count } places wait for signers who are not named.
# $other (String) is the number of the signer whose place lies there as well.
finding-places-overlap =
    { $other ->
        [self] Page { $page } has two places for signer { $signer } on one spot.
       *[other] On page { $page }, the place of signer { $signer } lies over the place of signer { $other }.
    }
    .remedy = Look at them. If one of them is too many, take it out; if both are meant, move one of the tags in the word processor, save the PDF again and drop it.
    .many = { $count } places lie over others.
# $count (String) is how many there are, $most (String) how many the service takes.
finding-places-too-many = Signer { $signer } has { $count } places to sign in { $name }. { $service } takes at most { $most } and fails with more.
    .remedy = Write <<Initial{ $signer }>> instead of <<Signer{ $signer }>> where initials are enough, save the PDF again and drop it.
    .many = { $count } times a signer has more places in one document than { $service } takes.
# $how (String) is what becomes of it: field, rewritten or left.
finding-tag-dialect =
    { $how ->
        [field] { $service } does not read “{ $text }” on page { $page } by itself. Paraph tells it the place.
        [rewritten] { $service } does not read “{ $text }” on page { $page } by itself. Paraph writes it as { $service } wants it, in the copy that is sent.
       *[left] { $service } does not read “{ $text }” on page { $page }. Nobody is asked to sign just there.
    }
    .remedy =
        { $how ->
            [field] Nothing to do. Your own file is not changed.
            [rewritten] Nothing to do. Your own file is not changed.
           *[left] Choose another account if the signature has to stand there; { $service } puts it where it always does.
        }
    .many = { $count } tags are not read by { $service } itself.
finding-numbers-gap = The numbers of the signers have a gap.
    .remedy = Look whether somebody is missing. If the numbers are meant to be like this, there is nothing to do.
finding-places-not-offered = { $name } has places for initials or dates. The service asks for signatures only.
    .remedy = Allow it, and those places stay as they are in the document; or choose another account.
    .many = { $count } documents have places for initials or dates that the service does not ask for.
# $marks (String) are the characters.
finding-stray-delimiters = { $name } has { $marks } in its text. The service takes these characters for the ends of a tag, so that what stands between them would vanish from the contract.
    .remedy = Look at the places in the text. If anything stands between such characters, have the account's own characters changed by its administrator, and enter them in the account's settings.
    .many = { $count } documents have characters in their text that the service takes for the ends of a tag.
# $name (String) is the document, $who (String) the person, $when (String) the day on which it was sent.
finding-already-sent = { $name } was sent to { $who } before, on { $when }.
    .remedy = Look at that session first. If this contract should go out once more, allow it and send.
    .many = { $count } times a document was sent to the same person before.

## What one click does about it

cure-add-signer = Add signer { $signer }
cure-remove-signer = Take signer { $signer } out
cure-place-signer = Find a place for signer { $signer }
cure-renumber = Make signer { $from } number { $to }
cure-close-gap = Number them without a gap
# $kind (String) is signature, initial or date.
cure-make-place =
    { $kind ->
        [initial] Signer { $signer } puts initials there
        [date] Signer { $signer } dates it there
       *[signature] Signer { $signer } signs there
    }
cure-drop-place = No place there
cure-take-new = Take the new file
cure-take-shown = Keep what is shown
cure-remove-document = Leave it out
cure-print-anew = How to print it anew
cure-open-session = See that session

## What was done to the draft, while it can be taken back

undone-left-out = Left out { $name }
undone-signer = Changed signer { $signer }
undone-signer-removed = Removed signer { $signer }
undone-field-put = Put a field for signer { $signer }
undone-field = Changed a field of signer { $signer }
undone-field-removed = Took out a field of signer { $signer }
undone-thrown-away = Started over
# $option (String) is the option's name, $value (String) what it was set to, $why (String) what is wrong with it.
finding-option-invalid =
    { $why ->
        [missing] The option “{ $option }” is needed here and is empty.
        [too_long] The option “{ $option }” is too long.
        [control] The option “{ $option }” holds characters that cannot be written, such as tabs.
        [range] The option “{ $option }” is outside of what the service takes: { $value }.
        [not_below_expiry] The first reminder, after { $value } days, must come before the contract expires.
        [json] The option “{ $option }” is no JSON of the kind that is needed.
        [cancel_https] The option “{ $option }” must be an https address: the identification that the signer goes through leads back to no other. Leave it out, and the service shows its own page.
        [delay_or_caption] Either the signing page leads back by itself after some seconds, or by a link with a caption of yours: not both.
        [not_allowed] The identity number is only used when the signer allows it. Say so with the option “ssn_allowed”, or leave the number out.
        [date] The option “{ $option }” is no date such as 1980-12-31: { $value }.
        [https] The option “{ $option }” must be an https address that the service can reach.
        [cpf] The option “{ $option }” is no CPF: { $value }. It has eleven digits, the last two of which check the others.
        [uuid] The option “{ $option }” is no id such as 803517ad-3bbc-4169-b085-60053a8f6dbf: { $value }.
        [last] “{ $value }” cannot be the last check of a signer. The last must be one that ends with consent.
        [after_last] Nothing can follow “{ $value }” among the checks of a signer.
        [role] The role “{ $value }” cannot stand in a tag: it has a character that the service reads otherwise, or none at all.
        [twice] Two signers cannot have the same role: “{ $value }”.
        [with_authentications] A signer who is identified before reading cannot pass the task on.
       *[other] The option “{ $option }” cannot be “{ $value }”.
    }
    .remedy = Correct it, or leave it out.
    .many = { $count } options have values that cannot be used.
finding-hand-places-ignored = { $name } has places that were put there by hand. The service takes none: it shows signatures where it always does.
    .remedy = Allow it, or choose another account if the signatures have to stand just there.
    .many = { $count } documents have places that the service does not take.
finding-initials-every-page = { $name } has places for initials. The service puts initials on every page instead.
    .remedy = Allow it, or choose another account if the initials have to stand just there.
    .many = { $count } documents have places for initials. The service puts initials on every page instead.
