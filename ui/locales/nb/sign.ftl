# Signeringssiden: det den som signerer, leser.

title = Signer: { $title }
loading = Laster inn
look-again = Sjekk på nytt
from = Fra { $from }
before = signeres før { $date }
documents-count = { $documents ->
    [one] { $documents } dokument
   *[other] { $documents } dokumenter
}
document-pages = { $pages ->
    [one] { $pages } side
   *[other] { $pages } sider
}
page-label = Side { $page } av { $name }
save-copy = Lagre en lesekopi
save-one = Lagre en kopi
save-to-read = Lagre en lesekopi av { $name }
message-from = En melding til deg
contract = Avtalen
progress = { $done } av { $all } felt er utfylt
progress-short = { $done } av { $all } utfylt

## Den som signerer, og feltene

you-sign-as = Du signerer som
your-signature = Signaturen din
your-places = Feltene dine
on-page = side { $page }
filled-in = utfylt
first-place = Til første felt
next-place = Til neste felt
to-finish = Til slutten
sign-here = Signer her
initials-here = Initialer her
tools = Verktøy for avtalen
zoom-in = Større
zoom-out = Mindre
zoom-now = Vises i { $percent } prosent
find = Søk etter ord
find-words = Søk i avtalen
find-at = { $at } av { $all }
find-nothing = Ingen treff
find-reading = Leser fortsatt
find-before = Forrige treff
find-next = Neste treff
find-close = Lukk søket
language = Språk
place = { $kind }, side { $page }: { $state }
place-open = gjenstår
place-current = fylles ut nå
place-done = ferdig
place-filled = utfylt

## Lage en signatur

make-signature = Slik signerer du
make-initial = Initialene dine
back-to-signature = Tilbake til signaturen
draw-initials = Tegn
way-draw = Tegn
way-type = Skriv
way-picture = Bilde
picture-hint = Et foto eller en skanning av signaturen din, mørk på hvit bakgrunn. Bildet brukes bare her.
picture-choose = Velg et bilde
picture-other = Et annet bilde
picture-of-signature = Signaturen din, fra et bilde
picture-of-initial = Initialene dine, fra et bilde
picture-kind = Dette er ikke et PNG-, JPEG- eller SVG-bilde.
picture-size = Bildet er større enn 10 MB.
picture-damaged = Bildet kan ikke leses.
picture-empty = Bildet viser ingenting mørkt.
pad-signature = Signaturen du har tegnet
pad-initial = Initialene du har tegnet
pad-hint = Tegn med mus, finger eller penn
pad-clear = Slett
typed-signature = Navnet ditt, som signatur
typed-initial = Initialene dine
sheet-open = Vis signeringspanelet
sheet-close = Skjul signeringspanelet

## Handle

consent = { $documents ->
    [one] Jeg har lest denne avtalen og godtar å signere den elektronisk.
   *[other] Jeg har lest disse dokumentene og godtar å signere dem elektronisk.
}
sign-next = Signer her og gå videre
sign-last = Signer her
initial-next = Sett initialer og gå videre
initial-last = Sett initialer her
go-on = Gå til neste felt
finish = Fullfør og signer
signing = Signerer
why-draw = Tegn signaturen din først, eller skriv den.
why-letter = Ingen skrifttype på denne datamaskinen kan vise «{ $letter }». Tegn signaturen, velg et bilde eller bruk andre bokstaver.
why-picture = Velg et bilde først, eller tegn eller skriv signaturen din.
why-type = Skriv signaturen din først, eller tegn den.
why-signature = Signaturen din mangler.
why-initials = Initialene dine mangler.
why-consent = Kryss av i ruten over for å fullføre.
can-go-back = Du kan gå tilbake helt til du fullfører.
trust = Denne siden kommer fra Paraph på denne datamaskinen. Avtalen og signaturen din forblir her. Når du fullfører, blir dokumentet forseglet, slik at enhver senere endring synes.
decline = Avslå å signere…
decline-title = Vil du avslå å signere?
decline-meaning = Avsenderen får vite det, med begrunnelsen din, og ingen kan lenger signere denne avtalen. Ingenting fra deg blir satt inn i den.
decline-reason = Begrunnelsen din
decline-reason-missing = Skriv kort hvorfor.
decline-do = Avslå å signere
decline-keep = Tilbake til avtalen

## Slutten

end-signed = Du har signert, { $name }
end-signed-next = Den signerte kopien lagres på denne datamaskinen.
end-declined = Du har avslått å signere
end-declined-next = Avsenderen får vite det.
end-not_your_turn = Det er ikke din tur ennå
end-not_your_turn-next = Du blir bedt om å signere når det er din tur.
end-ended = Det er ikke lenger noe å signere her
end-ended-next = Denne signeringen er avsluttet. Spør avsenderen hvis du ikke hadde ventet det.
waits-for = { $name } signerer først.
waits-for-others = Andre signerer først.
others = Alle som signerer
other-signed = har signert
other-declined = har avslått
other-waiting = har ikke signert ennå
close-page = Du kan lukke denne siden.

## Problemer

unreachable = Paraph svarte ikke
unreachable-meaning = Det du har tegnet og skrevet, er her fortsatt, og ingenting blir signert to ganger.
unreachable-remedy = Kontroller at Paraph kjører på denne datamaskinen, og prøv igjen.
