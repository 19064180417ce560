# La suite : ce qui est dit à la personne qui vient de signer ou de refuser.

next-waiting-for = C’est maintenant au tour de { $signer } de signer. Quand tout le monde aura signé, l’exemplaire signé sera conservé sur cet ordinateur.
next-waiting-for-others =
    { $count ->
        [one] Une personne doit encore signer. Ensuite, l’exemplaire signé sera conservé sur cet ordinateur.
       *[other] { $count } personnes doivent encore signer. Ensuite, l’exemplaire signé sera conservé sur cet ordinateur.
    }
next-all-signed = Tout le monde a signé. L’exemplaire signé et son justificatif sont conservés sur cet ordinateur.
next-declined = L’expéditeur voit que vous avez refusé, et pourquoi. Personne d’autre ne sera invité à signer ce contrat.

## Au retour de la page d’un service

came-back = Merci. Vous pouvez fermer cette page.
came-back-next = Paraph demande au service ce qu’il en est. L’expéditeur verra la réponse dans Paraph.
came-back-unknown = Cette page ne mène nulle part.
came-back-unknown-next = Vous pouvez la fermer. Rien n’a été modifié.
