# Accounts at services: Settings, and what is set for a service in Prepare.
#
# $service (String) is what the service is called, unless said otherwise; $name (String) is the
# account's name.

yes = Yes
no = No

## Settings: the accounts

accounts = Accounts
account-add = Add account
account-here = always there, needs no account
account-facts = { $service } · { $secrets }
account-secrets-keyring = keys in the keyring
account-secrets-run = keys for this run only
account-secrets-missing = keys not at hand
account-works = Works
account-reachable = Not proven
account-refused = Refused
account-unreachable = Not reached
account-untested = Not tested
account-no-secrets = Keys missing
account-testing = Testing
account-test = Test
account-test-of = Test { $name }
account-give-secrets = Enter keys
account-change = Change { $name }
account-remove = Remove { $name }
account-remove-ask = Remove { $name }?
account-remove-meaning = Its keys are taken out of this computer and cannot be brought back. Nothing changes at { $service }, and what was sent stays in the history.
account-remove-do = Remove the account

## Settings: what each service can

abilities = What each service can do
can-several-documents = Several documents in one session
can-in-order = Signers one after the other
can-chain = Always one signer after the other
can-remote-invitation = Invites people by e-mail
can-cancel = A session can be cancelled at the service
can-remind = A signer can be reminded
can-reminders = Reminds signers by itself
can-close = A session can be finished before everyone has signed
can-correct = Who signs and until when can be corrected after sending
can-expiry = A last day for signing
can-receivers = Sends copies to others
can-receipt = Hands out its own receipt
can-here = Signers sign at this computer
can-email-needed = Every signer needs an e-mail address

## Settings: the guide

guide-add = Add an account
guide-add-at = Add an account at { $service }
guide-change = Change { $name }
guide-close = Close the guide
guide-step-service = Service
guide-step-keys = Name and keys
guide-step-test = Test
guide-service = Which service does the office have?
guide-next = Next: name and keys
guide-back = Back
guide-name = Name
guide-name-hint = Such as the office’s name
guide-name-help = What you choose when you send.
guide-name-stays = The name stays: sessions are followed by it.
guide-secret-stays = Stays as it is
guide-secrets-note = Kept in this computer’s keyring, nowhere else, and never shown again.
guide-settings = Usual settings
guide-advanced = Advanced
guide-address = Address
guide-address-help = Leave it empty for the service’s usual address.
guide-no-keyring = There is no keyring that could keep these keys
guide-no-keyring-meaning = Nothing was saved. Paraph never writes keys to disk unprotected.
guide-no-keyring-remedy = Use them for this run only, and enter them anew next time; or set up this computer’s keyring.
guide-locked = The keyring is locked, or did not answer
guide-locked-remedy = Unlock it (often with the password that you log in with) and try again, or use the keys for this run only.
guide-this-run = Use for this run only
guide-test = Save and test
guide-testing = Asking { $service }
guide-again = Test again
guide-keys = Change the keys
guide-done = Done
test-proven = { $service } answers, and the keys are right
test-reachable = { $service } answers, but cannot say whether the keys are right
test-reachable-remedy = The first contract will show it. If it is refused, nothing is lost.
test-nothing-sent = Nothing was sent and no session was made.

## Inputs

input-usual = As usual
input-usual-is = { $unset }: { $word }
input-all = As for everyone
input-optional = { $label } (may stay empty)
input-place = { $place }.
input-show = Show { $label } while typing

## Prepare: the account, and what its service takes

# $kind (String) is the service's word.
account =
    { $kind ->
        [local] Sign with
       *[other] Send with
    }
account-at = { $name } · { $service }
account-add-here = Add an account
account-missing = The keys of this account are not at hand
account-missing-meaning = The contract can be prepared; it goes out once they are entered.
account-to-settings = Enter keys
dropped = Not taken over: { $what }
dropped-meaning = { $count ->
    [one] { $service } has no such choice.
   *[other] { $service } has no such choices.
}
dropped-back = Back to { $name }
dropped-fine = Fine
dropped-of-signer = { $label } of signer { $number }
dropped-receivers = who gets a copy
dropped-reminders = reminders
dropped-expiry = the last day for signing
dropped-order = signing in order
dropped-any-order = signing in any order
in-order-chain = At { $service } the signers always sign one after the other.
options = More options
options-set = · { $count } set
signer-options = More for this signer
receivers = Copies
receiver-add = Add somebody who gets a copy
receiver-name = Name of { $place }. copy
receiver-email = E-mail of { $place }. copy
receiver-name-hint = Name
receiver-email-hint = E-mail
receiver-remove = Remove { $place }. copy
details-remind = Days between reminders
details-remind-hint = As the service does
details-remind-none = Send no reminders
