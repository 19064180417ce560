# Palabras que comparten la ventana y la página de firma.

app-name = Paraph
notice-detail = Detalles técnicos
notice-own-words = Lo que dice el servicio
page-not-drawn = No se ha podido mostrar esta página. El documento en sí está intacto.
page-text = Texto de la página { $page }
kind-signature = Firma
kind-initial = Iniciales
kind-date = Fecha
copy = Copiar
copied = Copiado
