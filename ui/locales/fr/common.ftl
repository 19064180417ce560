# Les mots que la fenêtre et la page de signature ont en commun.

app-name = Paraph
notice-detail = Détails techniques
notice-own-words = Ce que dit le service
page-not-drawn = Cette page n’a pas pu être affichée. Le document lui-même est intact.
page-text = Texte de la page { $page }
kind-signature = Signature
kind-initial = Paraphe
kind-date = Date
copy = Copier
copied = Copié
