# A página de assinatura: o que lê quem assina.

title = Assinar: { $title }
loading = A carregar
look-again = Ver outra vez
from = De { $from }
before = assine antes de { $date }
documents-count = { $documents ->
    [one] { $documents } documento
   *[other] { $documents } documentos
}
document-pages = { $pages ->
    [one] { $pages } página
   *[other] { $pages } páginas
}
page-label = Página { $page } de { $name }
save-copy = Guardar uma cópia para ler
save-one = Guardar uma cópia
save-to-read = Guardar { $name } para ler
message-from = Uma palavra para si
contract = O contrato
progress = { $done } de { $all } lugares feitos
progress-short = { $done } de { $all } feitos

## Quem assina e os seus lugares

you-sign-as = Assina como
your-signature = A sua assinatura
your-places = Os seus lugares
on-page = página { $page }
filled-in = preenchida
first-place = Ao primeiro lugar
next-place = Ao lugar seguinte
to-finish = Ao fim
sign-here = Assine aqui
initials-here = Rubrique aqui
tools = Sobre o contrato
zoom-in = Maior
zoom-out = Menor
zoom-now = Mostrado a { $percent } por cento
find = Procurar palavras
find-words = Procurar no contrato
find-at = { $at } de { $all }
find-nothing = Não encontrado
find-reading = Ainda a ler
find-before = O anterior
find-next = O seguinte
find-close = Deixar de procurar
language = Língua
place = { $kind }, página { $page }: { $state }
place-open = por fazer
place-current = a fazer agora
place-done = feito
place-filled = preenchido

## Fazer uma assinatura

make-signature = Como assinar
make-initial = A sua rubrica
back-to-signature = Voltar à assinatura
draw-initials = Desenhar
way-draw = Desenhar
way-type = Escrever
way-picture = Imagem
picture-hint = Uma fotografia ou digitalização da sua assinatura, escura sobre branco. Só é usada aqui.
picture-choose = Escolher imagem
picture-other = Outra imagem
picture-of-signature = A sua assinatura, de uma imagem
picture-of-initial = A sua rubrica, de uma imagem
picture-kind = Isto não é uma imagem PNG, JPEG ou SVG.
picture-size = Esta imagem tem mais de 10 MB.
picture-damaged = Não é possível ler esta imagem.
picture-empty = Esta imagem não mostra nada escuro.
pad-signature = A sua assinatura desenhada
pad-initial = A sua rubrica desenhada
pad-hint = Desenhe com rato, dedo ou caneta
pad-clear = Apagar
typed-signature = O seu nome, como assinatura
typed-initial = A sua rubrica
sheet-open = Mostrar o quadro de assinatura
sheet-close = Esconder o quadro de assinatura

## Agir

consent = { $documents ->
    [one] Li este contrato e concordo em assiná-lo eletronicamente.
   *[other] Li estes documentos e concordo em assiná-los eletronicamente.
}
sign-next = Assinar aqui e seguir
sign-last = Assinar aqui
initial-next = Rubricar e seguir
initial-last = Rubricar aqui
go-on = Ir ao lugar seguinte
finish = Concluir e assinar
signing = A assinar
why-draw = Desenhe primeiro a sua assinatura, ou escreva-a.
why-letter = Nenhum tipo de letra deste computador desenha “{ $letter }”. Desenhe a sua assinatura, escolha uma imagem ou escreva com outras letras.
why-picture = Escolha primeiro uma imagem, ou desenhe ou escreva a sua assinatura.
why-type = Escreva primeiro a sua assinatura, ou desenhe-a.
why-signature = A sua assinatura está vazia.
why-initials = A sua rubrica está vazia.
why-consent = Assinale a caixa acima para concluir.
can-go-back = Pode voltar atrás até concluir.
trust = Esta página vem do Paraph neste computador. O contrato e a sua assinatura ficam aqui; ao concluir, o documento é selado, para que se veja qualquer alteração posterior.
decline = Recusar assinar…
decline-title = Recusar assinar?
decline-meaning = O remetente é informado, com o seu motivo, e ninguém mais pode assinar este contrato. Nada seu é posto nele.
decline-reason = O seu motivo
decline-reason-missing = Escreva uma palavra sobre o porquê.
decline-do = Recusar assinar
decline-keep = Voltar ao contrato

## O fim

end-signed = Assinou, { $name }
end-signed-next = A cópia assinada fica guardada neste computador.
end-declined = Recusou assinar
end-declined-next = O remetente é informado.
end-not_your_turn = Ainda não é a sua vez
end-not_your_turn-next = Será chamado assim que for.
end-ended = Já não há nada para assinar aqui
end-ended-next = Esta sessão terminou. Pergunte ao remetente se não o esperava.
waits-for = { $name } assina primeiro.
waits-for-others = Outras pessoas assinam primeiro.
others = Todos os que assinam
other-signed = assinou
other-declined = recusou
other-waiting = falta assinar
close-page = Pode fechar esta página.

## Problemas

unreachable = O Paraph não respondeu
unreachable-meaning = O que desenhou e escreveu continua aqui, e nada é assinado duas vezes.
unreachable-remedy = Veja se o Paraph está a funcionar neste computador e tente outra vez.
