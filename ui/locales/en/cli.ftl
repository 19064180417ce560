# Words that the window, the signing page and the command line share, and what `paraph-cli` prints
# for people.

## A session's state

state-draft = Draft
state-sending = Sending
state-waiting = Waiting for signers
state-completed = Completed
state-kept = Kept
state-declined = Declined
state-expired = Expired
state-cancelled = Cancelled
state-failed = Failed
state-attention = Needs attention

## A signer's state

signer-state-waiting = Has not signed yet
signer-state-invited = Invited
signer-state-opened = Opened
signer-state-signed = Signed
signer-state-declined = Declined
signer-state-delegated = Handed over to someone else
signer-state-locked-out = Locked out
signer-state-unreachable = Cannot be reached

## The steps of a session

# $document (String) is a document's name, $signer (String) a signer's name.
step-prepare = Make { $document } ready for signing
step-sign = { $signer } signs { $document }
step-receipt = Write and seal the receipt
step-keep = Check the signed copies and keep them

step-state-planned = Not begun
step-state-intended = Under way
step-state-done = Done
step-state-failed = Failed
step-state-unknown = Outcome unknown

## What is done at a place, and how bad a finding is

kind-signature = Signature
kind-initial = Initials
kind-date = Date

severity-error = Error
severity-warning = Warning
severity-info = Note

visibility-visible = visible
visibility-white = white on white
visibility-invisible = invisible
visibility-tiny = very small
visibility-covered = covered
visibility-clipped = cut off
visibility-off-page = outside the page
visibility-hidden-layer = in a layer that is off

## Services and accounts

service-local = This computer
service-signhost = Signhost
service-signhost-note = Signhost invites them by e-mail, or gives an address for each that you pass on.
service-signant-note = They sign at once, on Signant’s page, one after the other. Nobody is invited: you open the page for each, and it waits for a quarter of an hour.
service-esign = eSign
service-esign-note = eSign invites them by e-mail, or gives an address for each that you pass on.
service-signant = Signant
service-restpki = Rest PKI
service-restpki-note = They sign with their own digital certificates on Rest PKI’s page, one after the other. You open the page for each, or pass its address on. Documents always come from you: signers cannot upload their own.
service-local-note = They sign here, at this computer; to invite people by e-mail add an account.

account-this-computer = { service-local }
account-choose = Send with
account-secrets-keyring = Its secrets are in the keyring
account-secrets-run = Its secrets are known until Paraph is closed
account-secrets-missing = Its secrets are missing
account-test-proven = Reached, and the credentials work
account-test-reachable = Reached; the credentials could not be tried
account-test-refused = The service refuses the credentials
account-test-unreachable = The service cannot be reached
account-test-none = Not tested yet

sign-here = Sign here
send = Send
# $count (Number) is how many findings stop the send.
blocked-by-findings =
    { $count ->
        [one] One error to mend before this can be signed.
       *[other] { $count } errors to mend before this can be signed.
    }
computer-identified = Identified by name only: nobody checked an identity document.

## Headings of `paraph-cli`

cli-pages = Pages
cli-tags = Tags
cli-fields = Fields
cli-findings = Pre-flight
cli-signers = Signers
cli-documents = Documents
cli-events = What happened
cli-steps = Steps
cli-receipt = Receipt
cli-signed-copy = Signed copy
cli-reference = Reference
cli-state = State
cli-account = Account
cli-created = Prepared
cli-changed = Last change
cli-expires = Expires
cli-detail = Technical detail

## What `paraph-cli` prints

# $count (Number) is the number of pages.
cli-page-count =
    { $count ->
        [one] one page
       *[other] { $count } pages
    }
# One line for each tag. $kind (String) is signature, initial or date; $signer the number; $page the
# page; $text the tag as it stands there; $visibility (String) is the word of `tags --json`.
cli-tag-line =
    Page { $page }: { $kind ->
        [initial] initials
        [date] date
       *[signature] signature
    } of signer { $signer }, { $text }{ $visibility ->
        [white] , { visibility-white }
        [invisible] , { visibility-invisible }
        [tiny] , { visibility-tiny }
        [covered] , { visibility-covered }
        [clipped] , { visibility-clipped }
        [off_page] , { visibility-off-page }
        [hidden_layer] , { visibility-hidden-layer }
       *[visible] { "" }
    }
cli-no-tags = No tags were found.
# $name (String) is the form field's name.
cli-field-line = Page { $page }: form field { $name }
cli-field-line-no-page = On no page: form field { $name }
cli-no-findings = Nothing to mend.
# $severity (String) is error, warning or info; $message (String) what was found.
cli-finding-line =
    { $severity ->
        [error] { severity-error }
        [warning] { severity-warning }
       *[info] { severity-info }
    }: { $message }
# $code (String) is what --allow takes.
# $cures (String) is what one click does there.
cli-finding-cures = With one click in the window: { $cures }
cli-finding-allow = To send all the same: --allow { $code }

cli-sent = “{ $title }” is ready to be signed on this computer. Session { $id }
cli-open-hint = Open the signing page with: paraph-cli open { $id } --signer { $number }
cli-serving = The signing page is open on this computer at { $url } until you press Ctrl C.
cli-serving-stopped = The signing page is closed.
cli-not-serving = The signing page is closed, because Paraph is not running. Open Paraph, or start “paraph-cli serve”.
cli-opened = The signing page of { $signer } was opened in the browser.
cli-open-by-hand = No browser opened. Copy this address into a browser on this computer: { $url }
cli-kept = Kept: the signed copy and the receipt of “{ $title }” are in { $folder }.
cli-kept-store-only = Kept: “{ $title }” is safe with Paraph. Nothing could be written in { $folder }; get a copy with: paraph-cli export { $id } --to FOLDER
cli-cancelled = “{ $title }” is cancelled. Nobody can sign it any more.
cli-resumed = Paraph went on with “{ $title }”.
cli-nothing-to-resume = Nothing was interrupted.
cli-nothing-open = No session is open.
cli-attention = “{ $title }” needs your decision. Nothing more is done before that.
cli-exported = Written: { $path }
cli-export-there = Already there: { $path }
cli-no-sessions = There are no sessions yet.
cli-no-session-matches = No session matches.
# $signed (Number) of $count (Number) signers have signed.
cli-signed-of = { $signed } of { $count } signed
# $number (Number) is the signer's number, $name (String) the name, $state (String) a signer-state word.
cli-signer-line = { $number }. { $name }: { $state }
cli-more = There are more. To see them add: --after { $cursor }
cli-passphrase = Passphrase for the signing key:
cli-password = Password of { $name }:

## Verifying: the answer for a file

cli-verify-unsigned = There is no signature in this file.
cli-verify-intact = Signed, and not altered since.
cli-verify-intact-then-changed = Signed and whole, but something was added or changed after signing.
cli-verify-broken = Altered: what stands here is not what was signed.
cli-verify-unknown = Signed in a way that Paraph cannot check.

## Verifying: three answers for each signature

cli-verify-signature = Signature { $field }

# Was it changed?
cli-verify-changed = Was it changed?
cli-verify-changed-no = No. It was not altered after signing.
cli-verify-changed-signatures-only = No. It was not altered after this signature; others have signed after it.
cli-verify-changed-form-filling = No. It was not altered after this signature; places were filled in and others have signed after it.
cli-verify-changed-content = Yes, afterwards. What was signed is whole, but something was added or changed after it.
cli-verify-changed-yes = Yes. What was signed is not what stands here now.
cli-verify-changed-unknown = Paraph cannot tell: it does not know this kind of signature.

# Who signed? $signer (String) is the name in the certificate.
cli-verify-who = Who signed?
cli-verify-who-yes = { $signer }, by a certificate that this computer trusts.
cli-verify-who-no = Paraph cannot vouch for who signed. The certificate names { $signer }, but it does not come from the issuer that it claims.
cli-verify-who-unknown = Paraph cannot vouch for who signed. The certificate names { $signer }; its issuer is not known here.
cli-verify-who-missing = Paraph cannot vouch for who signed. The signature does not say.

# When? $when (String) is the time with its zone.
cli-verify-when = When?
cli-verify-when-timestamp = { $when }, by an independent clock.
cli-verify-when-signer = { $when }, by the clock of the computer that signed. No independent clock confirms it.
cli-verify-when-none = The signature gives no time.

# How much of the file it reaches.
cli-verify-covers-whole-file = It covers the whole file.
cli-verify-covers-revision = It covers the file as it was at that moment.
cli-key-this-run = There is no keyring and no passphrase was given: signatures are made with a key that lasts only while this command runs. To keep one key, give a passphrase with --secrets-stdin.

## Services and accounts on the command line

cli-inputs-secrets = Secrets of an account:
cli-inputs-account = Settings of an account (--set of accounts add):
cli-inputs-session = Options of a session (--set):
cli-inputs-signer = Options of a signer (--signer-set):
cli-account-secrets-how = Give the account's secrets as one JSON object on stdin, with --secrets-stdin.
# $address (String) is where it listens.
cli-postbacks-listening = Waiting for postbacks on { $address }. Lead your TLS proxy here.
