# O que acontece a seguir, dito a quem acaba de assinar ou de recusar.

next-waiting-for = { $signer } é a próxima pessoa a assinar. Quando todos tiverem assinado, a cópia assinada fica guardada neste computador.
next-waiting-for-others =
    { $count ->
        [one] Falta mais uma pessoa assinar. Depois, a cópia assinada fica guardada neste computador.
       *[other] Faltam mais { $count } pessoas assinar. Depois, a cópia assinada fica guardada neste computador.
    }
next-all-signed = Todos assinaram. A cópia assinada e o seu comprovativo ficam guardados neste computador.
next-declined = O remetente vê que recusou, e porquê. Ninguém mais será chamado a assinar este contrato.

## A quem volta da página de um serviço

came-back = Obrigado. Pode fechar esta página.
came-back-next = O Paraph pergunta ao serviço como correu. O remetente vê a resposta no Paraph.
came-back-unknown = Esta página não leva a lado nenhum.
came-back-unknown-next = Pode fechá-la. Nada foi alterado.
