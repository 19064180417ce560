# What went wrong, for every error code: what happened (the value), what it means for the
# contract (.meaning) and what to do now (.remedy).
#
# $name (String) is the file's name, in the first group only.
# $signer (String) is the name of the signer who comes first, in not-your-turn only.

## A file

# Stands for the file's name where it is not known.
the-document = The document

error-file-missing = { $name } is not there any more.
    .meaning = This document was not taken in. Other documents are not affected.
    .remedy = It may have been moved, renamed or deleted, or its drive is not connected. Find it and drop it again.
error-file-unreadable = { $name } cannot be opened.
    .meaning = This document was not taken in. Other documents are not affected.
    .remedy = Close it in other programs, make sure that you may open it, then drop it again. A copy on your own disk often helps.
error-file-empty = { $name } is empty.
    .meaning = There is nothing in it to sign. Other documents are not affected.
    .remedy = Save the contract as a PDF once more and drop the new file.
error-file-is-folder = { $name } is a folder.
    .meaning = Nothing was taken from it.
    .remedy = Open the folder and drop the PDFs that are in it.
error-not-a-pdf = { $name } is not a PDF.
    .meaning = This document was not taken in. Other documents are not affected.
    .remedy = Open it in the program that made it, save it as a PDF there, and drop that file.
error-pdf-damaged = { $name } is damaged and cannot be read.
    .meaning = This document cannot be signed. Other documents are not affected.
    .remedy = Make the PDF again from the original, or ask the sender for a new copy, then drop that file.
error-password-needed = { $name } opens only with a password.
    .meaning = Paraph cannot look for its tags before it is opened. Nothing is lost.
    .remedy = Enter the password, or save a copy without a password and drop that one.
error-password-wrong = That password does not open { $name }.
    .meaning = The document is still closed. Nothing is lost.
    .remedy = Try once more, and mind capital letters. If you do not have the password, ask the person who made the file.
error-pdf-too-large = { $name } is too large for Paraph.
    .meaning = This document was not taken in. Other documents are not affected.
    .remedy = Save it smaller, for instance with pictures at a lower resolution, or split it, then drop the new file.
error-reading-died = { $name } could not be read: it is too large or damaged.
    .meaning = This document was not taken in. Other documents and the window are not affected.
    .remedy = Make the PDF again from the original, smaller if you can, then drop the new file.
error-encryption-unknown = { $name } is locked in a way that Paraph cannot open.
    .meaning = This document was not taken in. Other documents are not affected.
    .remedy = Open it in the program that you usually read it with, save or print it as a new PDF, and drop that file.

## Preparing and sending

error-preflight = Pre-flight found something that has to be mended first.
    .meaning = Nothing was sent. The contract is still a draft.
    .remedy = Look at each error, mend it or allow it, and then send again.
error-no-free-spot = The page where the others sign has no room for one more signature.
    .meaning = The contract is as it was; this signer still has no place to sign.
    .remedy = In the word processor, make room for it and write the signer’s tag there, such as <<Signer3>>; then save the PDF again and drop it.
error-field-invalid = A field put there by hand lies on no page, or has no size.
    .meaning = Nothing was sent. The contract is still a draft.
    .remedy = Check the page number and the four corners of that field, then send again.
error-cannot-prepare = A document cannot be made ready for signing on this computer.
    .meaning = Nothing was sent. The contract is still a draft, and the original is unchanged.
    .remedy = Save or print the document as a new PDF, drop that one in its place, and send again.
error-no-glyph = A name holds a letter or sign that no font on this computer can draw.
    .meaning = Nothing was signed, so that the name never stands there wrongly.
    .remedy = Install a font for that script, or write the name in other letters, then try again.

error-picture-unusable = The picture of the signature cannot be used.
    .meaning = Nothing was signed. Everything else that you filled in is still here.
    .remedy = Choose a picture in PNG, JPEG or SVG that shows the signature on white, or draw or type it.

## Sessions

error-unknown-session = There is no such session.
    .meaning = Nothing was changed.
    .remedy = Look it up in the list of sessions, and use the id that stands there.
error-unknown-signer = This session has no such signer.
    .meaning = Nothing was changed.
    .remedy = Look at the session’s signers and choose one of them.
error-unknown-account = There is no such account.
    .meaning = Nothing was sent.
    .remedy = Choose one of the accounts in Settings, or add the one that you need.
error-unknown-service = Paraph does not know this service.
    .meaning = Nothing was changed.
    .remedy = Choose one of the services that Paraph lists.
error-unknown-option = This service has no such option.
    .meaning = Nothing was sent. The contract is still a draft.
    .remedy = Leave the option out, or choose one that is listed for this service.
error-not-offered = This service does not offer that.
    .meaning = The contract stays as it is.
    .remedy = Do it another way: write to the signer yourself, for instance.
error-already-ended = This session has ended.
    .meaning = Nothing was changed. What was kept of it is still there.
    .remedy = To have the contract signed after all, send it again as new.
error-already-signed = Everyone has signed already.
    .meaning = The contract is signed; it can no longer be cancelled, declined or signed again here.
    .remedy = Open the signed copy from the session’s page.
error-signer-acted = This signer has begun already.
    .meaning = Who is signing, has signed or has answered otherwise can no longer be changed. Nothing was changed.
    .remedy = Look again where the session stands. If the wrong person signs, cancel it and send it again as new.
error-nothing-signed = Nobody has signed yet.
    .meaning = There is nothing that could be kept, so the session stays out as it is.
    .remedy = Wait until somebody has signed, or cancel the session.
error-not-your-turn = { $signer } signs first.
    .meaning = The signers of this contract sign in order. Nothing was changed.
    .remedy = Wait until { $signer } has signed, then open the signing page again.
error-not-serving = The signing page is closed, because Paraph is not running.
    .meaning = Nobody can sign until it runs. What was signed before is safe.
    .remedy = Open Paraph, or start “paraph-cli serve”, and open the signing page again.
error-already-serving = Another Paraph on this computer shows the signing page already.
    .meaning = Signing works there. The contract stays as it is.
    .remedy = Use the one that is running, or close it first.
error-not-in-attention = This session does not wait for your decision.
    .meaning = Nothing was changed.
    .remedy = Look at the session’s page to see where it stands.
error-not-kept = There is no signed copy yet.
    .meaning = The contract is not finished, so there is nothing to hand out.
    .remedy = Wait until everyone has signed and the session says “Kept”.
error-session-busy = Paraph is working on this session just now, in another window or command.
    .meaning = Nothing was changed. The work that is going on continues.
    .remedy = Wait a moment and try again.
error-signed-copy-bad = The signed copy did not pass its check.
    .meaning = Paraph does not call this contract kept. The doubtful file and the original are both laid aside, nothing is deleted.
    .remedy = Do not rely on the copy. Have the contract signed again, or ask someone to look at the technical detail.
error-signed-by-another = Another person has signed than the one it was sent to.
    .meaning = The signature holds, but its certificate is not this signer’s. The copy is laid aside as evidence and the contract does not go on.
    .remedy = The technical detail says who signed. Decide here whether the right person signs anew, whether the certificate is the right person’s all the same, or whether it is given up.
error-browser-failed = The browser did not open.
    .meaning = The signing page is ready; nothing was changed, and no second session was made.
    .remedy = Copy the address of the signing page and paste it into a browser on this computer.
error-signing-failed = The document could not be signed.
    .meaning = This signature was not made. What others have signed before is safe.
    .remedy = Try again. If it fails again, look at the technical detail and send the contract again as new.

## The signing page

error-link-unknown = This link does not work, or does not work any more.
    .meaning = Nothing was signed with it.
    .remedy = Ask for a new link at the place where you got this one. A newer link ends an older one.
error-link-used = This link was used already.
    .meaning = What was done with it is recorded, and cannot be done twice.
    .remedy = You can close this page. If you did not do this yourself, tell the person who asked you to sign.
error-request-foreign = This did not come from the signing page.
    .meaning = Nothing was signed, and nothing was changed.
    .remedy = Close this page and open the signing page again from Paraph.
error-act-incomplete = Something is still missing.
    .meaning = Nothing was signed yet. What you have filled in is still here.
    .remedy = Fill in every place that is yours, tick that you agree, and press the button again.

## A service

error-offline = There is no connection to the service.
    .meaning = Nothing of this step has left the computer. It is recorded and will go out when there is a connection.
    .remedy = Leave Paraph running, or come back to the session later. If other pages do not open either, ask whoever looks after the network.
error-service-unreachable = The service did not answer, or the connection broke.
    .meaning = What was done before is recorded. Nobody is invited twice.
    .remedy = Try again in a moment. If it lasts, look whether the service reports a disturbance.
error-tls-failed = A secure connection to the service could not be made.
    .meaning = Nothing was sent: without it others could read along.
    .remedy = Check this computer's date and time. If the office inspects its network traffic, ask for its certificate to be installed on this computer.
error-service-failed = The service is in trouble of its own.
    .meaning = What was done before is recorded. Nobody is invited twice.
    .remedy = Try again later. If it lasts, ask the service.
error-service-busy = The service asks to come back later.
    .meaning = The step was not done yet. Nothing is lost.
    .remedy = Wait some minutes, then resume the session.
error-service-refused = The service refused this.
    .meaning = The step was not done. Nobody was told anything because of it.
    .remedy = The technical detail holds the service's own words. Mend what they name, then send again as new.
error-credentials-refused = The service does not accept this account’s key.
    .meaning = Nothing was changed at the service. The session stays as it is.
    .remedy = Enter the account's key and token anew in Settings, test the connection, then resume the session.
error-permission-missing = The service knows this account’s key, but the key may not do this.
    .meaning = Nothing was changed at the service. The session stays as it is.
    .remedy = Have the application given its permission at the service (to make signature sessions), test the connection in Settings, then go on.
error-sender-unknown = The service does not know the sender of this account.
    .meaning = The contract was not sent.
    .remedy = Correct the sender's e-mail address in the account's settings, then resume the session.
error-path-not-offered = The service does not offer this call at the path that the account is set to.
    .meaning = The session at the service is as it was. What has to be fetched from there is still there.
    .remedy = Ask the service for the path and enter it in the account's settings, then resume the session. Until then use the service's own page.
error-start-refused = The service does not start the session, and says why.
    .meaning = The contract lies at the service as a draft. Nobody was told of it.
    .remedy = Below are the service's own words. Mend what they name and try again, or cancel the session, which deletes the draft.
error-out-of-credits = This account has no credits left at the service.
    .meaning = The contract was not sent.
    .remedy = Buy credits at the service, then resume the session.
error-answer-unreadable = The service gave an answer that Paraph cannot understand.
    .meaning = What it means for the contract is not known yet. Nothing was concluded from it.
    .remedy = Check the session again later. If it stays so, look at the service's own page and report the technical detail.
error-document-refused = The service cannot work with a document of this session.
    .meaning = The session has failed at the service and cannot be repaired there. Nobody can sign it.
    .remedy = Take protection or earlier signatures out of the document, or print it to a new PDF, and send it again as new.
error-gone-at-service = The session is gone at the service.
    .meaning = The service keeps sessions for a limited time only. What Paraph has kept is not affected.
    .remedy = If the signed copy is missing here, ask the service or a signer for it.
error-outcome-unknown = It is not known whether this step happened.
    .meaning = The connection broke before the service's answer came, and the service cannot be asked in a way that tells.
    .remedy = Look at the service's own page, then say here whether it was sent, was not sent, or is to be given up.
error-asking-budget-spent = The service allows only a few questions about each session, and they are used up.
    .meaning = Nothing is lost: the session goes on at the service, but Paraph cannot ask for its news.
    .remedy = Look at the service's own page. When it shows that all have signed, let Paraph fetch the signed copies. “Check anyway” asks all the same.
error-stopped = You stopped this.
    .meaning = What was done before is recorded; nothing more was done.
    .remedy = Resume the session to go on, or cancel it.
error-signed-copy-missing = The signed copy could not be fetched yet.
    .meaning = All have signed, and the service has the signed copy. It is not on this computer yet.
    .remedy = Paraph tries again by itself. You can also check the session now.
error-signed-copy-lost = A signed document is lost at the service.
    .meaning = It was signed there, and the service deleted it before this computer could fetch it. What was fetched before is safe here. The signature counts for nothing unless somebody has a copy.
    .remedy = Ask the signer whether they kept a copy. If not, send the contract again as new and have it signed once more.
error-receipt-missing = The receipt could not be fetched yet.
    .meaning = The signed copy is safe on this computer; its receipt is still with the service.
    .remedy = Paraph tries again by itself. You can also check the session now.
error-service-not-finished = All have signed, but the service has not finished.
    .meaning = Nobody is awaited any more. The signed copy is not there yet.
    .remedy = Nothing needs to be done now. If it lasts more than a day, ask the service.
error-url-lost = The address of the signing page is not to be had any more.
    .meaning = The session goes on; the signer can still use the invitation that the service sent.
    .remedy = Ask the signer to use the link in the invitation, or cancel the session and send it again as new.
error-no-signing-url = The service has no signing page for this signer yet.
    .meaning = The session goes on.
    .remedy = Try again in a moment, or once the signer before has signed.

## Accounts

error-secrets-missing = The secrets of this account are not at hand.
    .meaning = Nothing was sent. The history stays readable, and sessions that are out go on at the service.
    .remedy = Unlock the keyring, or enter the account's secrets anew in Settings; they can be used for this run only.
error-account-taken = There is an account of this name already.
    .meaning = Nothing was changed.
    .remedy = Choose another name, or say that the old one is to be replaced.
error-account-in-use = This account has sessions that have not ended.
    .meaning = Nothing was changed: without the account they could not be followed.
    .remedy = Wait until they have ended, or cancel them first.
error-base-url-invalid = This address cannot be used for the service.
    .meaning = Nothing was changed.
    .remedy = Give an address that begins with https://. Only a program on this computer may be reached by http.
error-service-differs = The service describes itself otherwise than Paraph speaks to it.
    .meaning = The keys are right, but what Paraph sends would not arrive whole. Nothing was sent.
    .remedy = The technical detail names the differences. Set the names and namespaces of the account as they say, or ask the service.
error-option-invalid = A setting has a value that it does not take.
    .meaning = Nothing was sent and nothing was changed.
    .remedy = The technical detail names the setting and what it takes.

## Secrets

error-keyring-missing = This computer has no keyring in which a key can be kept.
    .meaning = Nothing was signed or sent. Paraph never writes a key to disk unprotected.
    .remedy = Use the key for this run only, or set up the keyring of this computer. For the signing key a passphrase will do, too.
error-keyring-locked = The keyring of this computer is locked, or did not answer in time.
    .meaning = Nothing was signed or sent. The contract stays as it is.
    .remedy = Unlock the keyring (often with the password that you log in with), then try again.
error-passphrase-wrong = That passphrase does not open the signing key.
    .meaning = Nothing was signed. The contract stays as it is.
    .remedy = Try once more, and mind capital letters.

## History and disk

error-history-newer = The history was written by a newer Paraph.
    .meaning = It was left untouched, so that nothing is lost. No contract can be sent or followed with this version.
    .remedy = Install the newest Paraph on this computer and start that one.
error-history-unreadable = The history cannot be opened.
    .meaning = Paraph cannot see its sessions now. The signed copies in your folder are not affected.
    .remedy = Check that the disk is there and that you may use Paraph’s data folder, then start again. If that does not help, restore a backup.
error-disk-full = The disk is full.
    .meaning = The last step was not finished. Nothing that was on disk before is lost.
    .remedy = Make some room on the disk; then try again, or resume the session.
error-folder-unwritable = Paraph cannot write in this folder.
    .meaning = No copy was put there. What Paraph keeps itself is safe.
    .remedy = Choose another folder, or make sure that you may write in this one, then try again.
error-data-folder-unwritable = Paraph may not write in its own data folder.
    .meaning = Without it no contract can be sent or followed. What lies in it was left as it is.
    .remedy = Make sure that you may write in that folder and that its drive is not write-protected, then start Paraph again.
error-data-folder-elsewhere = Another computer works with this data folder.
    .meaning = Two computers at once could damage the history, so nothing was opened. What lies in the folder was left as it is.
    .remedy = Close Paraph on the other computer, then start it here again. Better still, give each computer a data folder of its own.
error-data-folder-shared = Paraph’s data lies on a network drive.
    .meaning = It works there with more care and more slowly, and for one computer at a time. If the drive drops out, Paraph stops until it is back.
    .remedy = Move the data folder to a disk of this computer when you can, and keep a copy of it on the drive instead.
error-looks-damaged = The file with your colours and text size was damaged.
    .meaning = Contracts are not affected. The usual looks are shown, and the damaged file was laid aside beside the history.
    .remedy = Choose colours and text size once more in Settings.
error-logo-unusable = This picture cannot be the logo.
    .meaning = Nothing was changed.
    .remedy = Choose a PNG or JPEG picture of at most 512 KB and 4000 pixels on a side.
error-not-sealed-yet = This computer has no seal yet.
    .meaning = It is made with the first signature. Nothing was changed.
    .remedy = Have a contract signed on this computer first, then come back.
error-usage = This command cannot be carried out as it is written.
    .meaning = Nothing was done, and every contract is as it was.
    .remedy = Mend what the technical detail names; paraph-cli --help shows how each command is written.
error-internal = Something went wrong inside Paraph.
    .meaning = The last step may not have been done. What was on disk before is safe.
    .remedy = Try again. If it happens again, copy the technical detail and report it.
