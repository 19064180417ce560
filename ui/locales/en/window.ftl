# The window: Prepare, Sessions, Settings.

## Everywhere

rail = Main
rail-prepare = Prepare
rail-sessions = Sessions
rail-settings = Settings
rail-attention = { $count ->
    [one] { $count } needs attention
   *[other] { $count } need attention
}
rail-waiting = { $count ->
    [0] Nothing is waiting
    [one] { $count } is waiting
   *[other] { $count } are waiting
}
loading = Loading
put-away = Put away
nothing-pasted = There are no files in the clipboard
nothing-pasted-remedy = Copy PDF files in your file manager and paste them here, or drop them on the window.
document-open = Open { $name } in your PDF program
document-print = Print { $name }
document-signed = the signed { $name }
keep-it = Keep it
hide = Hide
show = Show
open = Open
trouble-internal = Something in Paraph itself went wrong
trouble-internal-meaning = The contract is as it was before.
trouble-internal-remedy = Try again; if it happens again, close Paraph and start it anew.

## The signing key

keys-missing = No keyring keeps this computer’s signing key
keys-missing-meaning = Without the key nothing can be signed here; what is prepared stays as it is.
keys-missing-remedy = Give a passphrase that protects the key from now on, or use a key for this run only.
keys-locked = The keyring is locked
keys-locked-meaning = Paraph cannot reach the signing key; what is prepared stays as it is.
keys-locked-remedy = Unlock the keyring and try again, or go on with a passphrase.
keys-passphrase = Passphrase
keys-use-passphrase = Use this passphrase
keys-use-run = Use a key for this run only
keys-retry = Try again

## Prepare, nothing there yet

empty-target = Add documents
empty-title = Drop your contracts here
empty-lead = PDF files, one or many. Paraph finds the places to sign by itself and checks that nothing is missing. Nothing leaves this computer before you send it.
empty-help = Getting started
choose-files = Choose files
add-sample = Try with a sample contract
add-sample-note = The sample is signed on this computer and goes to nobody.
help-tags-title = How Paraph finds the places
help-tags-before = Write
help-tags-or = or
help-tags-after = in your Word template where a person signs, in white if you like.
help-tags-none = No tags? Put the places on the pages by hand.
help-account-title = Where it is signed
help-account = The signers come to this computer and sign in its browser. No account is needed.
help-account-ready = This computer is ready
help-account-other = To invite people by e-mail, connect the e-sign service that your office has.
help-keys-title = Keys
help-key-paste = Paste copied files
help-key-search = Find a session
help-key-column = Next column
help-key-finding = Next finding
help-key-send = Sign here
dropping = { $count ->
    [0] Let go to add these files
    [one] Let go to add { $count } file
   *[other] Let go to add { $count } files
}
dropping-note = They come after those that are there. You can change the order later.

columns = What is shown
column-documents = Documents
column-pages = Pages
column-send = Signers

## Prepare: documents

documents = Documents
documents-count = { $files ->
    [one] { $files } file
   *[other] { $files } files
}, { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}
documents-reading = { $read } of { $all } read
document-facts = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
} · { $fields ->
    [0] no fields
    [one] { $fields } field
   *[other] { $fields } fields
}
document-ready = Ready
document-mend = { $count } to mend
document-look = { $count } to look at
document-wait = A moment
document-reading = Reading
document-locked = Locked
document-locked-note = Needs its password
document-unread = Not read
document-unread-note = Could not be read
document-up = Move { $name } up
document-down = Move { $name } down
document-remove = Leave out
gathering = Looking through the folder
aside-names = Which
aside-more = and { $count } more
drop-anywhere = Drop PDFs anywhere, or
discard = Start over
pages = Pages
thumb = Page { $page }{ $fields ->
    [0] {""}
    [one] , { $fields } field
   *[other] , { $fields } fields
}

## Prepare: pages

stage = Pages
stage-bar = Page and zoom
stage-pages = Pages of { $name }
page = Page
page-of = of { $pages }
page-before = Page before
page-next = Next page
page-label = Page { $page } of { $name }
page-label-signed = Page { $page } of { $name }, signed
page-number-of = Page { $page } of { $pages }
zoom-in = Larger
zoom-out = Smaller
zoom-fit = Fit width
zoom-now = { $percent } %
frame = Signer { $number }, { $name }: { $kind }
reading-document = Reading { $name }
document-password = Password of { $name }
password = Password
unlock = Unlock
leave-out = Leave it out

## Prepare: pre-flight

preflight = Pre-flight
preflight-errors = { $count ->
    [one] { $count } error
   *[other] { $count } errors
}
preflight-warnings = { $count ->
    [one] { $count } warning
   *[other] { $count } warnings
}
preflight-notes = { $count ->
    [one] { $count } note
   *[other] { $count } notes
}
preflight-reading = Checks as the documents are read
preflight-clean = Nothing to mend
preflight-facts = { $fields ->
    [one] { $fields } field
   *[other] { $fields } fields
} in { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}
severity-error = Error:
severity-warning = Warning:
severity-info = Note:
finding-place = { $name }, page { $page }
finding-each = Show each
finding-fold = Fold them
done = Done: { $what }
undo = Undo
undo-keys = Undo (Ctrl Z)
redo = Redo
redo-keys = Redo (Ctrl Y)
advice-print-anew = Open the file in the program in which you usually read PDFs. Choose Print, and as the printer “Save as PDF” or “Microsoft Print to PDF”. Forms and small programs become plain pages that way. Drop the new file here, and leave this one out.
allow = Allow
allow-not = Do not allow
allowed = Allowed

## Prepare: signers and sending

send-column = Signers and sending
signers = Signers
signers-in-order = Signers, in this order
signers-none = No signers yet. They come with the tags, or add one.
signer-add = Add
signer-number = Signer { $number }
signer-fields = { $count ->
    [0] no fields
    [one] { $count } field
   *[other] { $count } fields
}
signer-name = Name of signer { $number }
signer-name-hint = Name
# $needed (String) is yes or no.
signer-email =
    { $needed ->
        [yes] E-mail of signer { $number }
       *[no] E-mail of signer { $number }, optional here
    }
signer-email-hint =
    { $needed ->
        [yes] E-mail
       *[no] E-mail, optional here
    }
signer-remove = Remove signer { $number }
in-order = Sign in this order
in-order-yes = { $second } is asked after { $first } has signed.
in-order-no = Everyone may sign at any time.
details = Title, message, last day
details-end = { $days ->
    [one] · { $days } day to sign
   *[other] · { $days } days to sign
}
details-no-end = · no last day
details-title = Title
details-title-hint = As the first document
details-reference = Your own reference
details-message = A word to the signers
details-days = Days to sign, counted from today
sending = Sending
# $kind (String) is the service's word.
sending-note =
    { $kind ->
        [local] Paraph makes the copy that is signed.
       *[other] Paraph hands the contract to the service.
    }
nothing-left = Nothing has left this computer.

## Sessions: the list

sessions-all = All sessions
sessions-search = Search sessions
sessions-search-hint = Title, person, file or text
sessions-figures = At a glance
figure-attention = { $count ->
    [one] Needs attention
   *[other] { tab-attention }
}
figure-open = { tab-open }
figure-kept = { tab-kept }
sessions-tabs = Filter by state
tab-all = All
tab-open = Open
tab-attention = Need attention
tab-kept = Kept
tab-ended = Ended
column-session = Session
column-signed = Signed
column-state = State
column-changed = Changed ↓
session-parties = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
} · { $parties }
signed-of = { $signed } of { $all }
today-at = Today { $time }
sessions-more = Show more
sessions-found = { $count ->
    [one] { $count } session
   *[other] { $count } sessions
}
sessions-no-match = No session matches “{ $search }”
sessions-none-here = No session in this state
sessions-show-all = Show all sessions
sessions-empty = No sessions yet
sessions-empty-note = Every contract that you have signed here stands in this list, with its signed copy.
sessions-empty-go = Prepare a contract

## States

state-draft = Draft
state-sending = Sending
state-waiting = Waiting for signers
state-waiting-for = Waiting for signer { $number }
state-completed = Completed
state-kept = Kept
state-declined = Declined
state-declined-by = Declined by signer { $number }
state-expired = Expired
state-cancelled = Cancelled
state-failed = Failed
state-attention = Needs attention
signer-state-waiting = Waiting
signer-state-invited = Invited
signer-state-opened = Opened
signer-state-signed = Signed
signer-state-declined = Declined
signer-state-delegated = Given to another
signer-state-locked_out = Locked out
signer-state-unreachable = Not reached
signer-after = After signer { $number }

## A session's page

session-made = made { $time }
session-expires = expires { $date }
session-main = Verification and documents
session-side = Signers and history
open-signed = Open signed copy
show-in-folder = Show in folder
verify = Verify
verify-again = Verify again
verifying = Verifying
resume = Resume
send-again = Send again as new
cancel-session = Cancel…
cancel-title = Cancel this session?
cancel-reason = Reason, if you like
cancel-do = Cancel the session
as-sent = As sent
as-signed = Signed
digest = digest
proof = Proof
receipt = Receipt
receipt-note = PDF: who did what, and when
receipt-open = Open the receipt
open-signing = Open signing page
# $number (Number) of $all (Number) documents, each with a page of its own.
open-signing-next = Open document { $number } of { $all } to sign
copy-link = Copy link
link-address = Address of the signing page
link-note = Works like a key: give it to this signer only. It works on this computer while Paraph runs.
link-no-browser = No browser could be opened. Copy this address into a browser on this computer.
timeline = What happened
timeline-day = What happened, { $day }

## Verification

verdict-changed = Was it changed?
verdict-changed-no = No
verdict-changed-no-why = { $documents ->
    [one] The file is what was sent plus the signatures, nothing else.
   *[other] The files are what was sent plus the signatures, nothing else.
}
verdict-changed-later = Yes, after signing
verdict-changed-later-why = The signatures hold for what was signed, but other content came later.
verdict-changed-broken = Yes
verdict-changed-broken-why = A signature does not fit the file. Do not rely on it.
verdict-changed-unsigned = It carries no signature
verdict-changed-unsigned-why = Without a signature no change can be told.
verdict-changed-unknown = Cannot be told
verdict-changed-unknown-why = It is signed in a way that Paraph cannot check.
verdict-changed-how = Each signature covers the exact bytes of the file as it was then. Paraph computes their digest again, compares it, and looks at everything that was added later.
verdict-who = Who signed?
verdict-who-known = { $names }
verdict-who-known-why = { $count ->
    [one] The seal is that of { $seal }. Who sat here was taken at their word.
   *[other] The seals are those of { $seal }. Who sat here was taken at their word.
}
verdict-who-unknown = { $names }
verdict-who-unknown-why = So the certificate says; Paraph does not know who issued it.
verdict-who-false = Not who it claims
verdict-who-false-why = The certificate of { $names } claims an issuer that did not make it.
verdict-who-nobody = Nobody
verdict-who-nobody-why = There is no signature with a name.
verdict-who-how = Each signature carries a certificate. Paraph follows it to the certificate that made it, and trusts this computer’s own. The names are those that the sender wrote and the signers confirmed.
verdict-when = When?
verdict-when-stamped = { $time }
verdict-when-stamped-why = Time stamp of an independent clock.
verdict-when-own-clock = { $time }
verdict-when-own-clock-why = By this computer’s own clock.
verdict-when-never = Not said
verdict-when-never-why = No signature gives a time.
verdict-when-how = The time stands in the signature. An independent time stamp proves it; without one it is the signing computer’s own clock.
verdict-how = How Paraph knows
fact-signed-by = Signed by
fact-issuer = Issued by
fact-time = Time
fact-covers = Covers
fact-problems = Problems
fact-not-said = not said
fact-no-signature = No signature.
trusted-yes = known here
trusted-no = false
trusted-unknown = not known here
time-source-timestamp = independent time stamp
time-source-signer = the signing computer’s clock
time-source-none = no source
covers-whole_file = the whole file
covers-revision = an earlier state of the file
later-none = nothing came later
later-signatures_only = only signatures came later
later-form_filling = signatures and filled fields came later
later-content = other content came later

## Settings

settings-parts = Parts of the settings
settings-computer = This computer
settings-computer-note = The signers come to this computer. To invite people by e-mail an account at a service is needed.
settings-seal = The seal of this computer
settings-seal-note = Closes every document signed here, so that any change shows.
settings-keys = Key
keys-chip-keyring = Works
keys-chip-passphrase = Works
keys-chip-run = This run only
keys-chip-missing = Missing
keys-chip-locked = Locked
keys-chip-not_made = Not made yet
keys-say-keyring = kept in the system’s keyring
keys-say-passphrase = protected by your passphrase
keys-say-run = for this run only; the next run has another
keys-say-missing = no keyring on this computer
keys-say-locked = in the keyring, which is locked
keys-say-not_made = made with the first signature
settings-fingerprint = Fingerprint
settings-fingerprint-none = made with the first signature
settings-fingerprint-copy = Copy
settings-kept = Signed copies
settings-data = Paraph’s data
settings-looks = Appearance
settings-colours = Colours
theme-system = System
theme-light = Light
theme-dark = Dark
text-size = Text size
text-size-now = { $percent } %
seal-until = Holds until
seal-save = Save the certificate
seal-save-note = Give it to those who verify your contracts elsewhere; it holds no secret.
seal-saved = The certificate was saved.
seal-renew = Renew
seal-renew-ask = Make a new seal for this computer?
seal-renew-meaning = What is signed from now on carries the new seal. What was signed before stays valid and still verifies here; others need the new certificate as well.
seal-renew-do = Make a new seal
seal-renewed = The new seal is in use.

## Settings: signed copies and data

copies = Signed copies
copies-note = Readable copies for you. Paraph keeps its own beside the history, and can make these again.
copies-folder = Folder
copies-folder-choose = Choose another folder
copies-folder-usual = Use the usual folder
copies-pattern = Names of the files
copies-particulars = Particulars that a name can hold
copies-pattern-usual = As usual
copies-pattern-stays = The names stay as they were until this is mended.
copies-example = For example
copies-example-saved = Saved. For example
particular-document = Document
particular-title = Title
particular-signers = Signers
particular-date = Date
particular-reference = Your reference
data-note = The history, the originals and the signed copies. Take it along in your backups.
data-open = Open the folder

## Settings: the office

office = Your office
office-note = Stands on the receipts of contracts that are signed on this computer.
office-name = Name
office-logo = Logo
office-logo-now = The office’s logo
office-logo-choose = Choose a picture
office-logo-remove = Remove
office-logo-help = PNG or JPEG, at most 512 KB.

## Settings: about

about = About Paraph
about-version = Version { $version }.
about-licence = Free software, under the MIT or the Apache 2.0 licence, as you like.
about-parts = What it is made of, and under which licences
about-part = Part
about-part-version = Version
about-part-licence = Licence
report = Problem report
report-note = Version, system and what Paraph told you lately, without secrets and your home folder. Names of files may stand in it, so look before you hand it on. Nothing is sent by itself.
report-show = Look at it
report-save = Save as a file
report-saved = The report was saved.

## Fields put by hand

field-put = Field
field-draw-title = Put fields on the pages by hand
field-bar = The field
field-signer = Whose field it is
field-kind = What is done there
field-remove = Take out
field-here = Put it on page { $page }
field-draw = Or draw it on the page. Esc ends.
field-keys = Arrow keys move it, with Alt they resize it, with Shift they take large steps; a number gives it to that signer; Del takes it out.
