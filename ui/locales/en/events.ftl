# What happened in a session, as its timeline tells it, and what happens next, as the signing page
# tells it. Timeline entries have no full stop at the end.
#
# $signer (String) is a signer's name. Arguments of a timeline entry are strings.

## The timeline

event-created = The contract was prepared
# $kind (String) is the service's word; $service (String) is its name.
event-sent =
    { $kind ->
        [esign] Sent with { $service }
        [signhost] Sent with { $service }
        [signant] Ready to be signed with { $service }
        [restpki] Ready to be signed with { $service }
       *[local] Ready to be signed on this computer
    }
event-link-shown = The address of { $signer }'s signing page was shown
event-link-made = A signing link was made for { $signer }
event-opened = { $signer } opened the documents
# $how (String) is drawn, typed or uploaded.
event-signed =
    { $how ->
        [uploaded] { $signer } signed, with a picture of the signature
        [typed] { $signer } signed, by typing the name
       *[drawn] { $signer } signed, by drawing the signature
    }
# $reason (String) is what the signer wrote.
event-declined = { $signer } declined to sign: “{ $reason }”
event-declined-without-reason = { $signer } declined to sign
# $reason (String) is what the sender wrote.
event-cancelled = Cancelled by the sender: “{ $reason }”
event-cancelled-without-reason = Cancelled by the sender
# $reason (String) is what the service tells of it.
event-service-declined = Ended, because a signer declined: “{ $reason }”
event-service-declined-without-reason = Ended, because a signer declined
event-service-cancelled = Ended at the service: “{ $reason }”
event-service-cancelled-without-reason = Ended at the service
event-service-failed = The service gave the session up: “{ $reason }”
event-service-failed-without-reason = The service gave the session up
# $word (String) is the service's own word for a state that Paraph does not know.
event-service-state-unknown = The service tells a state that Paraph does not know: { $word }
# What a service tells of a signer. $info (String) is the document's name there.
event-invited = { $signer } was invited by mail
event-invitation-received = { $signer } received the invitation
event-signer-reminded = { $signer } was reminded by mail
event-document-opened = { $signer } opened { $info }
event-identified = { $signer } was identified
event-identification-failed = { $signer } could not be identified
event-signed-there = { $signer } signed
# $to (String) is the other person.
event-passed-on = { $signer } passed the task on to { $to }
event-copy-sent = The signed documents were mailed to { $signer }
event-copy-opened = { $signer } opened the mail with the signed documents
event-copy-downloaded = { $signer } downloaded the signed documents
event-receipt-sent = The receipt was mailed to { $signer }
event-receipt-opened = { $signer } opened the mail with the receipt
event-receipt-downloaded = { $signer } downloaded the receipt
event-mail-bounced = The mail to { $signer } came back
# $name (String) is somebody who only gets the signed documents.
event-receiver-copy-sent = The signed documents were mailed to { $name }
event-receiver-copy-opened = { $name } opened the mail with the signed documents
event-receiver-copy-downloaded = { $name } downloaded the signed documents
event-receiver-receipt-sent = The receipt was mailed to { $name }
event-receiver-receipt-opened = { $name } opened the mail with the receipt
event-receiver-receipt-downloaded = { $name } downloaded the receipt
event-receiver-mail-bounced = The mail to { $name } came back
# $code (String) and $words (String) are the service's own.
event-service-activity = The service tells something that Paraph does not know: { $code } { $words }
event-document-signed-there = { $signer } signed { $name }
event-posting-gone = The quarter of an hour for { $signer } to sign { $name } is over; no signature was seen
event-no-checksum = { $name } came with no checksum; its signature was checked
event-twin-deleted = The service had made the session twice; the second draft was deleted there
# $minutes (String) is how far, as a number of minutes.
event-clock-differs = The clocks of this computer and of the service differ by { $minutes } minutes; the last day of signing goes by the service's
event-paused-there = The session was paused at the service
# $words (String) are the service's own words.
event-service-log = The service noted: { $words }
# $reference (String) is the reference under which the service has it.
event-orphan-left = The answer to a request was lost, so it was made again. A contract that nobody was told of may lie at the service under { $reference }
# $signer (String) went to the service's page.
event-page-left = { $signer } left the signing page without signing; the page can be opened again
event-page-ran-out = The signing page of { $signer } ran out without a signature; it can be opened again
event-processing-slow = { $signer } has signed half an hour ago, and the service is still finishing the documents
event-signed-twice = { $signer } signed on an earlier page too; the first signature counts
# $subject (String) and $issuer (String) are names in the certificate.
event-signed-with-certificate = { $signer } signed with the certificate of { $subject }, issued by { $issuer }
# $name (String) is the document, $key (String) what it is looked up by.
event-document-key = The signatures of { $name } can be looked up at the service under { $key }
event-ended-here-only = The service has no way to end a session; Paraph only stops following it
# $days (Number) is how the service took the wish for reminders.
event-reminders-differ = { $days ->
    [one] The service reminds the signers every day, whatever was asked for
   *[other] The service reminds the signers every { $days } days, whatever was asked for
}
# $what (String) is name, email or both: what is otherwise; $signer (String) is who it was before.
event-corrected-signer =
    { $what ->
        [name] Changed by you: { $signer } is now { $name }
        [email] Changed by you: the address of { $signer } is now { $email }
       *[both] Changed by you: { $signer } is now { $name }, at { $email }
    }
event-corrected-expiry = Changed by you: it expires on { $date }
# $days (String) is a whole number.
event-corrected-not = What you corrected was not changed at the service: { $reason }
event-corrected-reminders = Changed by you: reminders go out every { $days } days
event-signed-after-end = { $signer } signed at the service after the session had ended here
event-reminded = A reminder was sent
# $decision (String) is sent, not-sent, signed or abandoned.
event-decided =
    { $decision ->
        [sent] The sender decided: it was sent
        [not-sent] The sender decided: it was not sent
        [signed] The sender says that all have signed: Paraph fetches the signed copies
       *[abandoned] The sender decided: it is given up
    }
event-expired = The time for signing ran out
event-completed = Everyone has signed
event-closed-there = The session was finished at the service before everyone had signed
# $signed and $all (String) are how many had signed, and how many signers there are.
event-closed = Finished by you as it stood: { $signed } of { $all } had signed
event-receipt-fetched = The receipt of the service was fetched
event-receipt-made = The receipt was written and sealed
# $count (String) is the number of files in the folder, the receipt included; $folder (String) is
# where they are.
event-kept = Kept: the signed documents and the receipt are checked and in { $folder }, { $count } files in all
event-kept-store-only = Kept: the signed copies are checked and safe with Paraph; nothing could be written in { $folder }
event-resumed = Paraph went on where it had been interrupted
# $detail (String) says what a person has to decide.
event-attention = Needs attention: { $detail }
# $detail (String) says what happened.
event-failed = Could not be made ready for signing: { $detail }
# $name (String) is the document's file name.
event-source-gone = { $name } was no longer where it had been dropped from; Paraph's own copy was sent
event-source-changed = { $name } was changed after it had been dropped
event-key-this-run = Signed with a key that lasts only while Paraph runs
# $finding (String) is the finding's message.
event-allowed = The sender allowed what pre-flight found: { $finding }

## Who did it

actor-paraph = Paraph
actor-service = The service
actor-sender = The sender
actor-signer = { $signer }

## What happens next, said to the one who has just signed or declined

next-waiting-for = { $signer } is asked next. When everyone has signed, the signed copy is kept on this computer.
# $count (Number) is how many signers have not signed yet; they may sign in any order.
next-waiting-for-others =
    { $count ->
        [one] One more person has to sign. Then the signed copy is kept on this computer.
       *[other] { $count } more people have to sign. Then the signed copy is kept on this computer.
    }
next-all-signed = Everyone has signed. The signed copy and its receipt are kept on this computer.
next-declined = The sender sees that you declined, and why. Nobody else is asked to sign this contract.

## Where a signer comes back to from a service's page

came-back = Thank you. You can close this page.
came-back-next = Paraph asks the service how it went. What it says stands in the session.
came-back-unknown = This page leads nowhere.
came-back-unknown-next = You can close it. Nothing was changed.
