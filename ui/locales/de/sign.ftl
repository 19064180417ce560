# Die Seite zum Unterschreiben: was die unterschreibende Person liest.

title = Unterschreiben: { $title }
loading = Wird geladen
look-again = Noch einmal nachsehen
from = Von { $from }
before = bitte vor dem { $date } unterschreiben
documents-count = { $documents ->
    [one] { $documents } Dokument
   *[other] { $documents } Dokumente
}
document-pages = { $pages ->
    [one] { $pages } Seite
   *[other] { $pages } Seiten
}
page-label = Seite { $page } von { $name }
save-copy = Zum Lesen speichern
save-one = Kopie speichern
save-to-read = { $name } zum Lesen speichern
message-from = Ein Wort an Sie
contract = Der Vertrag
progress = { $done } von { $all } Stellen erledigt
progress-short = { $done } von { $all } erledigt

## Die Person und ihre Stellen

you-sign-as = Sie unterschreiben als
your-signature = Ihre Unterschrift
your-places = Ihre Stellen
on-page = Seite { $page }
filled-in = ausgefüllt
first-place = Zur ersten Stelle
next-place = Zur nächsten Stelle
to-finish = Zum Abschluss
sign-here = Hier unterschreiben
initials-here = Kürzel hier
tools = Über dem Vertrag
zoom-in = Größer
zoom-out = Kleiner
zoom-now = Gezeigt mit { $percent } Prozent
find = Wörter finden
find-words = Im Vertrag suchen
find-at = { $at } von { $all }
find-nothing = Nicht gefunden
find-reading = Wird noch gelesen
find-before = Die vorige Stelle
find-next = Die nächste Stelle
find-close = Suche beenden
language = Sprache
place = { $kind }, Seite { $page }: { $state }
place-open = noch zu tun
place-current = jetzt zu tun
place-done = erledigt
place-filled = ausgefüllt

## Eine Unterschrift machen

make-signature = Wie Sie unterschreiben
make-initial = Ihr Kürzel
back-to-signature = Zurück zur Unterschrift
draw-initials = Zeichnen
way-draw = Zeichnen
way-type = Tippen
way-picture = Bild
picture-hint = Ein Foto oder Scan Ihrer Unterschrift, dunkel auf Weiß. Es wird nur hier verwendet.
picture-choose = Bild wählen
picture-other = Anderes Bild
picture-of-signature = Ihre Unterschrift, aus einem Bild
picture-of-initial = Ihr Kürzel, aus einem Bild
picture-kind = Das ist kein Bild in PNG, JPEG oder SVG.
picture-size = Dieses Bild ist größer als 10 MB.
picture-damaged = Dieses Bild ist nicht lesbar.
picture-empty = Dieses Bild zeigt nichts Dunkles.
pad-signature = Ihre gezeichnete Unterschrift
pad-initial = Ihr gezeichnetes Kürzel
pad-hint = Mit Maus, Finger oder Stift zeichnen
pad-clear = Löschen
typed-signature = Ihr Name, als Unterschrift
typed-initial = Ihr Kürzel
sheet-open = Feld zum Unterschreiben zeigen
sheet-close = Feld zum Unterschreiben verbergen

## Handeln

consent = { $documents ->
    [one] Ich habe diesen Vertrag gelesen und bin einverstanden, ihn elektronisch zu unterschreiben.
   *[other] Ich habe diese Dokumente gelesen und bin einverstanden, sie elektronisch zu unterschreiben.
}
sign-next = Hier unterschreiben und weiter
sign-last = Hier unterschreiben
initial-next = Kürzel setzen und weiter
initial-last = Kürzel setzen
go-on = Zur nächsten Stelle
finish = Abschließen und unterschreiben
signing = Wird unterschrieben
why-draw = Zeichnen Sie zuerst Ihre Unterschrift, oder tippen Sie sie.
why-letter = Keine Schrift auf diesem Computer kann „{ $letter }“ darstellen. Zeichnen Sie Ihre Unterschrift, wählen Sie ein Bild, oder tippen Sie andere Buchstaben.
why-picture = Wählen Sie zuerst ein Bild, oder zeichnen oder tippen Sie Ihre Unterschrift.
why-type = Tippen Sie zuerst Ihre Unterschrift, oder zeichnen Sie sie.
why-signature = Ihre Unterschrift ist leer.
why-initials = Ihr Kürzel ist leer.
why-consent = Setzen Sie oben das Häkchen, um abzuschließen.
can-go-back = Bis zum Abschluss können Sie zurück.
trust = Diese Seite kommt von Paraph auf diesem Computer. Der Vertrag und Ihre Unterschrift bleiben hier; beim Abschluss wird das Dokument versiegelt, sodass jede spätere Änderung auffällt.
decline = Nicht unterschreiben …
decline-title = Nicht unterschreiben?
decline-meaning = Der Absender erfährt es mit Ihrem Grund, und niemand kann diesen Vertrag mehr unterschreiben. Nichts von Ihnen wird daraufgesetzt.
decline-reason = Ihr Grund
decline-reason-missing = Schreiben Sie kurz, warum.
decline-do = Nicht unterschreiben
decline-keep = Zurück zum Vertrag

## Das Ende

end-signed = Sie haben unterschrieben, { $name }
end-signed-next = Die unterschriebene Fassung wird auf diesem Computer aufbewahrt.
end-declined = Sie haben nicht unterschrieben
end-declined-next = Der Absender erfährt es.
end-not_your_turn = Sie sind noch nicht an der Reihe
end-not_your_turn-next = Sie werden gefragt, sobald es so weit ist.
end-ended = Hier ist nichts mehr zu unterschreiben
end-ended-next = Dieser Vorgang ist beendet. Fragen Sie den Absender, wenn Sie das nicht erwartet haben.
waits-for = { $name } unterschreibt zuerst.
waits-for-others = Andere unterschreiben zuerst.
others = Alle, die unterschreiben
other-signed = hat unterschrieben
other-declined = hat abgelehnt
other-waiting = steht noch aus
close-page = Sie können diese Seite schließen.

## Störungen

unreachable = Paraph hat nicht geantwortet
unreachable-meaning = Was Sie gezeichnet und getippt haben, ist noch da, und nichts wird doppelt unterschrieben.
unreachable-remedy = Sehen Sie nach, ob Paraph auf diesem Computer läuft, und versuchen Sie es dann noch einmal.
