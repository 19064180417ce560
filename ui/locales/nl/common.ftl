# Woorden die het venster en de ondertekenpagina gemeen hebben.

app-name = Paraph
notice-detail = Technische details
notice-own-words = Wat de dienst zegt
page-not-drawn = Deze pagina kan niet worden weergegeven. Het document zelf is niet aangetast.
page-text = Tekst van pagina { $page }
kind-signature = Handtekening
kind-initial = Paraaf
kind-date = Datum
copy = Kopiëren
copied = Gekopieerd
