# Wörter, die Fenster und Unterschriftsseite gemeinsam haben.

app-name = Paraph
notice-detail = Technische Angaben
notice-own-words = Was der Dienst sagt
page-not-drawn = Diese Seite konnte nicht gezeichnet werden. Das Dokument selbst ist unberührt.
page-text = Text von Seite { $page }
kind-signature = Unterschrift
kind-initial = Kürzel
kind-date = Datum
copy = Kopieren
copied = Kopiert
