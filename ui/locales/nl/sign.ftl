# De ondertekenpagina: wat een ondertekenaar leest.

title = Ondertekenen: { $title }
loading = Bezig met laden
look-again = Opnieuw kijken
from = Van { $from }
before = graag ondertekenen vóór { $date }
documents-count = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documenten
}
document-pages = { $pages ->
    [one] { $pages } pagina
   *[other] { $pages } pagina’s
}
page-label = Pagina { $page } van { $name }
save-copy = Kopie opslaan om te lezen
save-one = Kopie opslaan
save-to-read = { $name } opslaan om te lezen
message-from = Een bericht voor u
contract = Het contract
progress = { $done } van { $all } plekken klaar
progress-short = { $done } van { $all } klaar

## De ondertekenaar en de plekken

you-sign-as = U ondertekent als
your-signature = Uw handtekening
your-places = Uw plekken
on-page = p. { $page }
filled-in = ingevuld
first-place = Eerste plek
next-place = Volgende plek
to-finish = Naar het einde
sign-here = Hier ondertekenen
initials-here = Hier paraferen
tools = Knoppen bij het contract
zoom-in = Groter
zoom-out = Kleiner
zoom-now = Weergegeven op { $percent } procent
find = Woorden zoeken
find-words = Zoeken in het contract
find-at = { $at } van { $all }
find-nothing = Niet gevonden
find-reading = Wordt nog gelezen
find-before = Vorig resultaat
find-next = Volgend resultaat
find-close = Zoeken sluiten
language = Taal
place = { $kind }, pagina { $page }: { $state }
place-open = nog te doen
place-current = nu te doen
place-done = klaar
place-filled = ingevuld

## Een handtekening maken

make-signature = Hoe u ondertekent
make-initial = Uw paraaf
back-to-signature = Terug naar de handtekening
draw-initials = Tekenen
way-draw = Tekenen
way-type = Typen
way-picture = Afbeelding
picture-hint = Een foto of scan van uw handtekening, donker op wit. Die wordt alleen hier gebruikt.
picture-choose = Afbeelding kiezen
picture-other = Andere afbeelding
picture-of-signature = Uw handtekening, uit een afbeelding
picture-of-initial = Uw paraaf, uit een afbeelding
picture-kind = Dit is geen PNG-, JPEG- of SVG-afbeelding.
picture-size = Deze afbeelding is groter dan 10 MB.
picture-damaged = Deze afbeelding kan niet worden gelezen.
picture-empty = Op deze afbeelding is niets donkers te zien.
pad-signature = Uw getekende handtekening
pad-initial = Uw getekende paraaf
pad-hint = Teken met muis, vinger of pen
pad-clear = Wissen
typed-signature = Uw naam, als handtekening
typed-initial = Uw paraaf
sheet-open = Ondertekenpaneel tonen
sheet-close = Ondertekenpaneel verbergen

## Handelen

consent = { $documents ->
    [one] Ik heb dit contract gelezen en ga ermee akkoord het elektronisch te ondertekenen.
   *[other] Ik heb deze documenten gelezen en ga ermee akkoord ze elektronisch te ondertekenen.
}
sign-next = Hier ondertekenen en verder
sign-last = Hier ondertekenen
initial-next = Hier paraferen en verder
initial-last = Hier paraferen
go-on = Naar de volgende plek
finish = Afronden en ondertekenen
signing = Bezig met ondertekenen
why-draw = Teken eerst uw handtekening, of typ deze.
why-letter = Geen enkel lettertype op deze computer kan ‘{ $letter }’ weergeven. Teken uw handtekening, kies een afbeelding of typ andere letters.
why-picture = Kies eerst een afbeelding, of teken of typ uw handtekening.
why-type = Typ eerst uw handtekening, of teken deze.
why-signature = Uw handtekening is nog leeg.
why-initials = Uw paraaf is nog leeg.
why-consent = Vink het vakje hierboven aan om af te ronden.
can-go-back = U kunt terug tot u afrondt.
trust = Deze pagina komt van Paraph op deze computer. Het contract en uw handtekening blijven hier; bij het afronden wordt het document verzegeld, zodat elke latere wijziging zichtbaar is.
decline = Ondertekenen weigeren…
decline-title = Ondertekenen weigeren?
decline-meaning = De afzender krijgt dit te horen, met uw reden, en niemand kan dit contract nog ondertekenen. Er komt niets van u op te staan.
decline-reason = Uw reden
decline-reason-missing = Schrijf kort waarom.
decline-do = Ondertekenen weigeren
decline-keep = Terug naar het contract

## Het einde

end-signed = U hebt ondertekend, { $name }
end-signed-next = Het ondertekende exemplaar wordt op deze computer bewaard.
end-declined = U hebt geweigerd te ondertekenen
end-declined-next = De afzender krijgt dit te horen.
end-not_your_turn = U bent nog niet aan de beurt
end-not_your_turn-next = U wordt gevraagd te ondertekenen zodra u aan de beurt bent.
end-ended = Hier valt niets meer te ondertekenen
end-ended-next = Dit ondertekenverzoek is afgesloten. Neem contact op met de afzender als u dat niet had verwacht.
waits-for = { $name } ondertekent eerst.
waits-for-others = Anderen ondertekenen eerst.
others = Iedereen die ondertekent
other-signed = heeft ondertekend
other-declined = heeft geweigerd
other-waiting = moet nog ondertekenen
close-page = U kunt deze pagina sluiten.

## Problemen

unreachable = Paraph heeft niet geantwoord
unreachable-meaning = Wat u hebt getekend en getypt, staat er nog, en niets wordt dubbel ondertekend.
unreachable-remedy = Kijk of Paraph op deze computer draait en probeer het opnieuw.
