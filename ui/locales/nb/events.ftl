# Hva som skjer videre: til den som nettopp har signert eller avslått.

next-waiting-for = Nå er det { $signer } som skal signere. Når alle har signert, lagres den signerte kopien på denne datamaskinen.
next-waiting-for-others =
    { $count ->
        [one] Én person til må signere. Deretter lagres den signerte kopien på denne datamaskinen.
       *[other] { $count } personer til må signere. Deretter lagres den signerte kopien på denne datamaskinen.
    }
next-all-signed = Alle har signert. Den signerte kopien og kvitteringen er lagret på denne datamaskinen.
next-declined = Avsenderen ser at du har avslått, og hvorfor. Ingen andre blir bedt om å signere denne avtalen.

## Til den som kommer tilbake fra siden til en tjeneste

came-back = Takk. Du kan lukke denne siden.
came-back-next = Paraph spør tjenesten hvordan det gikk. Avsenderen ser svaret i Paraph.
came-back-unknown = Denne siden fører ingen steder.
came-back-unknown-next = Du kan lukke den. Ingenting er endret.
