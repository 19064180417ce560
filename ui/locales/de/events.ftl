# Was als Nächstes geschieht: zu der Person, die gerade unterschrieben oder abgelehnt hat.

next-waiting-for = Als Nächstes wird { $signer } gefragt. Wenn alle unterschrieben haben, wird die unterschriebene Fassung auf diesem Computer aufbewahrt.
next-waiting-for-others =
    { $count ->
        [one] Eine weitere Person muss noch unterschreiben. Dann wird die unterschriebene Fassung auf diesem Computer aufbewahrt.
       *[other] { $count } weitere Personen müssen noch unterschreiben. Dann wird die unterschriebene Fassung auf diesem Computer aufbewahrt.
    }
next-all-signed = Alle haben unterschrieben. Die unterschriebene Fassung und ihr Nachweis werden auf diesem Computer aufbewahrt.
next-declined = Der Absender sieht, dass Sie abgelehnt haben und warum. Niemand sonst wird gebeten, diesen Vertrag zu unterschreiben.

## Wer von der Seite eines Dienstes zurückkommt

came-back = Vielen Dank. Sie können diese Seite schließen.
came-back-next = Paraph fragt den Dienst, wie es ausgegangen ist. Der Absender sieht die Antwort in Paraph.
came-back-unknown = Diese Seite führt nirgendwohin.
came-back-unknown-next = Sie können sie schließen. Es wurde nichts geändert.
