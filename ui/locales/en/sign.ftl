# The signing page: what a signer reads.

title = Sign: { $title }
loading = Loading
look-again = Look again
from = From { $from }
before = please sign before { $date }
documents-count = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}
document-pages = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}
page-label = Page { $page } of { $name }
save-copy = Save a copy to read
save-one = Save a copy
save-to-read = Save { $name } to read
message-from = A word to you
contract = The contract
progress = { $done } of { $all } places done
progress-short = { $done } of { $all } done

## The signer and the places

you-sign-as = You sign as
your-signature = Your signature
your-places = Your places
on-page = page { $page }
filled-in = filled in
first-place = First place to sign
next-place = Next place to sign
to-finish = To the end
sign-here = Sign here
initials-here = Initials here
tools = Over the contract
zoom-in = Larger
zoom-out = Smaller
zoom-now = Shown at { $percent } per cent
find = Find words
find-words = Find in the contract
find-at = { $at } of { $all }
find-nothing = Not found
find-reading = Still reading
find-before = The one before
find-next = The next one
find-close = Stop finding
language = Language
place = { $kind }, page { $page }: { $state }
place-open = to do
place-current = to do now
place-done = done
place-filled = filled in

## Making a signature

make-signature = How to sign
make-initial = Your initials
back-to-signature = Back to the signature
draw-initials = Draw
way-draw = Draw
way-type = Type
way-picture = Picture
picture-hint = A photo or scan of your signature, dark on white. It is only used here.
picture-choose = Choose a picture
picture-other = Another picture
picture-of-signature = Your signature, from a picture
picture-of-initial = Your initials, from a picture
picture-kind = This is no picture in PNG, JPEG or SVG.
picture-size = This picture is larger than 10 MB.
picture-damaged = This picture cannot be read.
picture-empty = This picture shows nothing dark.
pad-signature = Your drawn signature
pad-initial = Your drawn initials
pad-hint = Draw with mouse, finger or pen
pad-clear = Clear
typed-signature = Your name, as a signature
typed-initial = Your initials
sheet-open = Show the pad
sheet-close = Hide the pad

## Acting

consent = { $documents ->
    [one] I have read this contract, and I agree to sign it electronically.
   *[other] I have read these documents, and I agree to sign them electronically.
}
sign-next = Sign this place, go to the next
sign-last = Sign this place
initial-next = Put initials here, go to the next
initial-last = Put initials here
go-on = Go to the next place
finish = Finish and sign
signing = Signing
why-draw = Draw your signature first, or type it.
# $letter (String) is a letter.
why-letter = No font on this computer draws “{ $letter }”. Draw your signature, choose a picture, or type other letters.
why-picture = Choose a picture first, or draw or type your signature.
why-type = Type your signature first, or draw it.
why-signature = Your signature is empty.
why-initials = Your initials are empty.
why-consent = Tick the box above to finish.
can-go-back = You can go back until you finish.
trust = This page comes from Paraph on this computer. The contract and your signature stay here; when you finish, the document is sealed so that any later change shows.
decline = Decline to sign…
decline-title = Decline to sign?
decline-meaning = The sender is told, with your reason, and nobody can sign this contract any more. Nothing of yours is put on it.
decline-reason = Your reason
decline-reason-missing = Write a word about why.
decline-do = Decline to sign
decline-keep = Back to the contract

## The end

end-signed = You have signed, { $name }
end-signed-next = The signed copy is kept on this computer.
end-declined = You have declined to sign
end-declined-next = The sender is told.
end-not_your_turn = It is not your turn yet
end-not_your_turn-next = You are asked as soon as it is.
end-ended = Nothing is to be signed here any more
end-ended-next = This session has ended. Ask the sender if you did not expect that.
waits-for = { $name } signs first.
waits-for-others = Others sign first.
others = Everyone who signs
other-signed = signed
other-declined = declined
other-waiting = waits
close-page = You may close this page.

## Trouble

unreachable = No answer came from Paraph
unreachable-meaning = What you drew and typed is still here, and nothing is signed twice.
unreachable-remedy = See that Paraph is running on this computer, then try again.
