## What the desktop shows for Paraph: why the computer stays awake, the question at closing,
## notifications.

# Why the computer does not sleep, as the system shows it.
awake-why = A contract is being signed, and is fetched as soon as it is
close-anyway-title = A contract is being signed
close-anyway = The service deletes a signed contract within a quarter of an hour. If Paraph is closed now and not opened again in time, the signed copy is lost.
close-anyway-stay = Keep Paraph open
close-anyway-close = Close all the same
# $title (String) is the contract.
notify-deadline-title = { $title }: being signed
# $service (String), $time (String) is a time of day, $minutes (Number) the minutes until then.
notify-deadline = { $minutes ->
    [0] { $service } may delete it at any moment. Paraph fetches it as soon as it is signed; keep Paraph open and the network on.
    [one] One minute left at least, until { $time }. Paraph fetches it as soon as it is signed; keep Paraph open and the network on.
   *[other] { $minutes } minutes left at least, until { $time }. Paraph fetches it as soon as it is signed; keep Paraph open and the network on.
}
