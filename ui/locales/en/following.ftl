# Following a session: sending, asking, deciding, and what its state means.
#
# $service (String) is what the service is called.

## Sending

sending-steps = Sending
sending-step = Step { $step } of { $all }
sending-goes-on = You can go on working or close the window: sending goes on.
sending-bytes = { $done } of { $all } MB
sending-in-all = { $done } of { $all } MB of all documents are sent.
sending-left = { $minutes ->
    [0] Less than a minute is left.
    [one] About a minute is left.
   *[other] About { $minutes } minutes are left.
}
step-done = done
step-now = being done
step-later = not begun
step-attempts = { $count } tries
stop = Stop
stop-early = Nobody has been told yet. What is done stays; Resume goes on from there.
stop-late = { $service } is being told to begin. Once it has begun, only Cancel ends it.
tries-again = Paraph tries again by itself: { $time }

# $document (String) is the document's name.
step-account = Show the service the account’s keys
step-posting = Make the signing page for { $document }
step-create = Make the session at the service
step-copy = Make the copy of { $document } that is sent
step-prepare = Make the copy of { $document } that is signed
step-metadata = Tell the service about { $document }
step-upload = Upload { $document }
step-key = Show the service the account’s key
step-session = Make the signing page
step-start = Start: the signers are told
step-fetch = Fetch the signed { $document }
step-receipt = Fetch or write the receipt
step-keep = Keep the signed copies
step-cancel = Cancel at the service
step-close = Finish at the service as it stands
step-remind = Remind the signers
step-correct = Correct what was sent
step-invite = Invite the signer at the new address

# $time (String) is a time of day, $minutes (Number) the minutes until then.
deadline = { $minutes ->
    [0] { $service } may delete this contract at any moment, signed or not.
    [one] { $service } keeps this contract for one more minute at least, until { $time }.
   *[other] { $service } keeps this contract for { $minutes } more minutes at least, until { $time }.
}
deadline-why = Paraph fetches the signed copy as soon as it is there, and keeps this computer awake for that. Keep Paraph open and the network on.

## How old the knowledge is, and asking

known-as-of = Known as of { $time }
known-from-sending = Not asked since it was sent
known-next = asks next { $time }
check = Check now
checking = Asking
check-cost = { $service } answers { $all } questions about a session in its whole life. { $left ->
    [0] None is left.
    [one] { $left } is left; this spends it.
   *[other] { $left } are left; this spends one.
}
check-free = Asks { $service } where the session stands.
spent = { $service } allows no more questions about this session for now
spent-meaning = Nothing is lost: the session goes on at { $service }, and its news still come in where it sends any.
spent-remedy = Wait for news, or look at { $service }’s own page.
check-anyway = Check anyway…
check-anyway-ask = Ask { $service } beyond its rules?
check-anyway-meaning = { $service } may refuse, and may slow down or block an account that asks too often.
check-anyway-do = Ask all the same
check-anyway-not = Do not ask

## What a state means

state-offline = Waits for a connection
state-stopped = Stopped
state-finishing = Signed by all, being finished
state-outcome-unknown = Outcome unknown
signer-never-asked = Never asked
signer-left-out = Did not sign
notice-service-not-finished = All have signed, the service has not finished
notice-service-not-finished-meaning = Nobody is awaited any more; { $service } is making the signed copy.
notice-service-not-finished-remedy = Nothing needs to be done now. If it lasts more than a day, ask { $service }.
notice-key-this-run-only = Signed with a key that lasted for one run only
notice-key-this-run-only-meaning = The signatures hold, but the next run has another key, so its seal is not recognised there.
notice-signed-after-end = Signed after it was cancelled here
notice-signed-after-end-meaning = { $service } has no way to end a contract, and whoever had its signing page could still sign. The signed copy is fetched and lies here; the contract stays cancelled.
notice-signed-after-end-remedy = Tell the signer what holds now.
notice-kept-in-store-only = The signed copies are kept with Paraph only
notice-kept-in-store-only-meaning = They are checked and safe; nothing could be written in your own folder.
standing-declined = The session has ended; nobody else is asked to sign.
standing-again = “Send again as new” makes a new draft with the same documents and signers.
# $names (String) are the signers who have not signed.
standing-closed = Finished without { $names }
standing-closed-meaning = The signed copy holds the signatures of those who had signed by then, and of nobody else.
standing-expired = The time for signing ran out
standing-expired-on = The time for signing ran out on { $date }
standing-expired-meaning = { $signed } of { $all } had signed. Nobody can sign any more.
standing-bounced = The invitation to { $name } came back
standing-bounced-meaning = Nobody has read it at { $email }, so this signer does not know of the contract.
standing-bounced-remedy = Ask for the right address. Then cancel this session and send it again as new.
standing-locked = { $name } is locked out
standing-locked-meaning = { $service } takes no further tries from this signer, such as wrong codes.
standing-locked-remedy = Ask { $service } to unlock, or cancel this session and send it again as new.

## Cancelling and reminding

cancel-signed = Who has signed already signed for nothing.
cancel-here = The signing pages stop working at once. This cannot be undone.
cancel-there = { $service } ends the session, and nobody can sign any more. This cannot be undone.
cancel-here-only = { $service } has no way to end a session: Paraph stops following it, and it may still be signed there. This cannot be undone.
close-session = Finish without the others…
close-title = Finish this session without the others?
# $names (String) are the signers who have not signed.
close-what = { $service } ends the session as it stands. Whoever has not signed is no longer asked: { $names }. What is signed is fetched, checked and kept. This cannot be undone.
close-do = Finish and keep what is signed
close-keep = Go on waiting
remind = Remind
reminded = A reminder was sent

## Correcting what is out

correct = Correct…
correct-title = What was wrong?
correct-what = { $service } changes the contract that is out; its documents stay as they are. A signer with another address is invited there. Whoever has begun to sign is not changed.
correct-days-stays = stays: { $date }
correct-stays = as it is
correct-do = Save the correction
correct-keep = Leave it as it is

## A signing page’s address

link-note-there = Works like a key: give it to this signer only.

## A person decides

attention-panel = What needs a decision
fact-made = Made
fact-number = Number at { $service }
fact-number-none = none is known
fact-uploaded = Uploaded
fact-uploaded-of = { $done } of { $all } documents
fact-unclear = Unclear
fact-attempts = { $count ->
    [0] not tried
    [one] tried once
   *[other] tried { $count } times
}
fact-since = Stands still since
fact-checked = Last asked
fact-checked-never = never
decide = What to do now
decide-look = Look again at { $service }
decide-look-means = Only reads. Nothing is sent.
decide-look-cost = Only reads. { $left ->
    [0] None of the { $all } questions that the service allows is left.
    [one] Spends the last of { $all } questions that the service allows.
   *[other] Spends one of { $left } questions that are left of { $all }.
}
# $sent (String) is yes when it is about sending.
decide-sent =
    { $sent ->
        [yes] It was sent
       *[no] It happened
    }
decide-sent-means =
    { $sent ->
        [yes] Paraph sends nothing, and follows the session from here on.
       *[no] Paraph does not do it again, and goes on behind it.
    }
decide-not-sent =
    { $sent ->
        [yes] It was not sent…
       *[no] It did not happen…
    }
decide-not-sent-means = Paraph asks once more, then does the unclear step again at { $service }.
decide-signed = It is signed: fetch it
decide-signed-means = Costs no question. Paraph fetches the signed copies from { $service } and keeps them if their signatures hold. If they are not there, nothing changes.
decide-again = Try again
decide-again-means = Paraph makes or fetches the signed copies anew, and checks them.
decide-another-anew = The right person signs…
decide-another-anew-means = What was signed counts for nothing here. The signer’s page can be opened again.
decide-another-accept = It is the right person all the same
decide-another-accept-means = Such as a certificate with another spelling of the name. The signature counts, and the session goes on.
decide-abandoned = Give it up…
decide-abandoned-means = Paraph stops following. Nothing is told to { $service }.
decide-abandoned-here = Paraph stops following. The contract stays as it is.
ask-not-sent =
    { $sent ->
        [yes] Are you sure that it was not sent?
       *[no] Are you sure that it did not happen?
    }
ask-not-sent-means = If it did, the signers are asked twice. { $service }’s own page shows what is there.
ask-not-sent-do = It was not: do it now
ask-abandoned = Give this session up?
ask-abandoned-means = It ends here for good. If it is out at { $service }, it can still be signed there, and Paraph does not fetch the signed copy.
ask-abandoned-here = It ends here for good, and no signed copy is made. What was signed before stays in the history.
ask-look-first = Back
