# Wat er hierna gebeurt: voor wie zojuist heeft ondertekend of geweigerd.

next-waiting-for = Nu is { $signer } aan de beurt. Als iedereen heeft ondertekend, wordt het ondertekende exemplaar op deze computer bewaard.
next-waiting-for-others =
    { $count ->
        [one] Er moet nog één persoon ondertekenen. Daarna wordt het ondertekende exemplaar op deze computer bewaard.
       *[other] Er moeten nog { $count } personen ondertekenen. Daarna wordt het ondertekende exemplaar op deze computer bewaard.
    }
next-all-signed = Iedereen heeft ondertekend. Het ondertekende exemplaar en het bijbehorende ondertekenbewijs worden op deze computer bewaard.
next-declined = De afzender ziet dat u hebt geweigerd, en waarom. Niemand anders wordt nog gevraagd dit contract te ondertekenen.

## Wie van de pagina van een dienst terugkomt

came-back = Dank u wel. U kunt deze pagina sluiten.
came-back-next = Paraph vraagt de dienst hoe het is gegaan. De afzender ziet de uitkomst in Paraph.
came-back-unknown = Deze pagina leidt nergens heen.
came-back-unknown-next = U kunt de pagina sluiten. Er is niets gewijzigd.
