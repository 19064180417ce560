# Palavras que a janela e a página de assinatura partilham.

app-name = Paraph
notice-detail = Pormenores técnicos
notice-own-words = O que o serviço diz
page-not-drawn = Não foi possível desenhar esta página. O documento em si não foi tocado.
page-text = Texto da página { $page }
kind-signature = Assinatura
kind-initial = Rubrica
kind-date = Data
copy = Copiar
copied = Copiado
