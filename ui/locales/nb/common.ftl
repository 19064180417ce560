# Ord som vinduet og signeringssiden har felles.

app-name = Paraph
notice-detail = Tekniske opplysninger
notice-own-words = Dette sier tjenesten
page-not-drawn = Denne siden kunne ikke vises. Selve dokumentet er uberørt.
page-text = Tekst på side { $page }
kind-signature = Signatur
kind-initial = Initialer
kind-date = Dato
copy = Kopier
copied = Kopiert
