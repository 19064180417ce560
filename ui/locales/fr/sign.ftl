# La page de signature : ce que lit le signataire.

title = Signer : { $title }
loading = Chargement en cours
look-again = Vérifier à nouveau
from = De : { $from }
before = à signer avant le { $date }
documents-count = { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}
document-pages = { $pages ->
    [one] { $pages } page
   *[other] { $pages } pages
}
page-label = Page { $page } de { $name }
save-copy = Enregistrer une copie pour la lire
save-one = Enregistrer une copie
save-to-read = Enregistrer { $name } pour le lire
message-from = Un mot pour vous
contract = Le contrat
progress = Emplacements remplis : { $done } sur { $all }
progress-short = Fait : { $done } sur { $all }

## Le signataire et les emplacements

you-sign-as = Vous signez en tant que
your-signature = Votre signature
your-places = Vos emplacements
on-page = page { $page }
filled-in = remplie
first-place = Premier emplacement
next-place = Emplacement suivant
to-finish = Aller à la fin
sign-here = Signez ici
initials-here = Paraphez ici
tools = Outils de lecture
zoom-in = Agrandir
zoom-out = Réduire
zoom-now = Affichage à { $percent } pour cent
find = Rechercher des mots
find-words = Rechercher dans le contrat
find-at = { $at } sur { $all }
find-nothing = Aucun résultat
find-reading = Lecture en cours
find-before = Résultat précédent
find-next = Résultat suivant
find-close = Fermer la recherche
language = Langue
place = { $kind }, page { $page } : { $state }
place-open = à faire
place-current = à faire maintenant
place-done = c’est fait
place-filled = remplie

## Faire une signature

make-signature = Comment signer
make-initial = Votre paraphe
back-to-signature = Revenir à la signature
draw-initials = Dessiner
way-draw = Dessiner
way-type = Saisir
way-picture = Image
picture-hint = Une photo ou un scan de votre signature, foncée sur fond blanc. L’image ne sert qu’ici.
picture-choose = Choisir une image
picture-other = Autre image
picture-of-signature = Votre signature, à partir d’une image
picture-of-initial = Votre paraphe, à partir d’une image
picture-kind = Ce fichier n’est pas une image PNG, JPEG ou SVG.
picture-size = Cette image dépasse 10 Mo.
picture-damaged = Cette image est illisible.
picture-empty = Cette image ne contient rien de foncé.
pad-signature = Votre signature dessinée
pad-initial = Votre paraphe dessiné
pad-hint = Dessinez avec la souris, le doigt ou un stylet
pad-clear = Effacer
typed-signature = Votre nom, en guise de signature
typed-initial = Votre paraphe
sheet-open = Afficher le volet de signature
sheet-close = Masquer le volet de signature

## Agir

consent = { $documents ->
    [one] J’ai lu ce contrat et j’accepte de le signer électroniquement.
   *[other] J’ai lu ces documents et j’accepte de les signer électroniquement.
}
sign-next = Signer ici et continuer
sign-last = Signer ici
initial-next = Parapher ici et continuer
initial-last = Parapher ici
go-on = Aller à l’emplacement suivant
finish = Terminer et signer
signing = Signature en cours
why-draw = Dessinez d’abord votre signature, ou saisissez-la.
why-letter = Aucune police de cet ordinateur ne permet d’afficher « { $letter } ». Dessinez votre signature, choisissez une image ou saisissez d’autres lettres.
why-picture = Choisissez d’abord une image, ou bien dessinez ou saisissez votre signature.
why-type = Saisissez d’abord votre signature, ou dessinez-la.
why-signature = Votre signature est vide.
why-initials = Votre paraphe est vide.
why-consent = Cochez la case ci-dessus pour terminer.
can-go-back = Retour possible jusqu’à la fin.
trust = Cette page vient de Paraph, sur cet ordinateur. Le contrat et votre signature restent ici ; lorsque vous terminez, le document est scellé, si bien que toute modification ultérieure sera visible.
decline = Refuser de signer…
decline-title = Refuser de signer ?
decline-meaning = L’expéditeur en est informé, avec votre motif, et plus personne ne peut signer ce contrat. Rien n’y est apposé en votre nom.
decline-reason = Votre motif
decline-reason-missing = Indiquez brièvement pourquoi.
decline-do = Refuser de signer
decline-keep = Revenir au contrat

## La fin

end-signed = Vous avez signé, { $name }
end-signed-next = L’exemplaire signé est conservé sur cet ordinateur.
end-declined = Vous avez refusé de signer
end-declined-next = L’expéditeur en est informé.
end-not_your_turn = Ce n’est pas encore votre tour
end-not_your_turn-next = On vous demandera de signer dès que ce sera votre tour.
end-ended = Il n’y a plus rien à signer ici
end-ended-next = Cette demande de signature est close. Si vous ne vous y attendiez pas, renseignez-vous auprès de l’expéditeur.
waits-for = { $name } doit signer avant vous.
waits-for-others = D’autres personnes doivent signer avant vous.
others = Tous les signataires
other-signed = a signé
other-declined = a refusé
other-waiting = n’a pas encore signé
close-page = Vous pouvez fermer cette page.

## Incidents

unreachable = Paraph n’a pas répondu
unreachable-meaning = Ce que vous avez dessiné et saisi est toujours là, et rien n’est signé deux fois.
unreachable-remedy = Vérifiez que Paraph est bien ouvert sur cet ordinateur, puis réessayez.
