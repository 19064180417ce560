# La página de firma: lo que lee el firmante.

title = Firmar: { $title }
loading = Cargando
look-again = Comprobar de nuevo
from = De { $from }
before = firme antes del { $date }
documents-count = { $documents ->
    [one] { $documents } documento
   *[other] { $documents } documentos
}
document-pages = { $pages ->
    [one] { $pages } página
   *[other] { $pages } páginas
}
page-label = Página { $page } de { $name }
save-copy = Guardar una copia para leer
save-one = Guardar una copia
save-to-read = Guardar { $name } para leerlo
message-from = Un mensaje para usted
contract = El contrato
progress = Espacios completados: { $done } de { $all }
progress-short = Hecho: { $done } de { $all }

## El firmante y los espacios

you-sign-as = Usted firma como
your-signature = Su firma
your-places = Sus espacios
on-page = página { $page }
filled-in = completada
first-place = Primer espacio
next-place = Siguiente espacio
to-finish = Ir al final
sign-here = Firme aquí
initials-here = Iniciales aquí
tools = Herramientas de lectura
zoom-in = Ampliar
zoom-out = Reducir
zoom-now = Se muestra al { $percent } por ciento
find = Buscar palabras
find-words = Buscar en el contrato
find-at = { $at } de { $all }
find-nothing = Sin resultados
find-reading = Todavía se está leyendo
find-before = Resultado anterior
find-next = Resultado siguiente
find-close = Cerrar la búsqueda
language = Idioma
place = { $kind }, página { $page }: { $state }
place-open = pendiente
place-current = toca ahora
place-done = hecho
place-filled = completada

## Hacer una firma

make-signature = Cómo firmar
make-initial = Sus iniciales
back-to-signature = Volver a la firma
draw-initials = Dibujar
way-draw = Dibujar
way-type = Escribir
way-picture = Imagen
picture-hint = Una foto o un escaneo de su firma, oscura sobre blanco. Solo se usa aquí.
picture-choose = Elegir una imagen
picture-other = Otra imagen
picture-of-signature = Su firma, a partir de una imagen
picture-of-initial = Sus iniciales, a partir de una imagen
picture-kind = Este archivo no es una imagen PNG, JPEG ni SVG.
picture-size = Esta imagen supera los 10 MB.
picture-damaged = No se puede leer esta imagen.
picture-empty = En esta imagen no se ve nada oscuro.
pad-signature = Su firma dibujada
pad-initial = Sus iniciales dibujadas
pad-hint = Dibuje con el ratón, el dedo o un lápiz
pad-clear = Borrar
typed-signature = Su nombre, como firma
typed-initial = Sus iniciales
sheet-open = Mostrar el panel de firma
sheet-close = Ocultar el panel de firma

## Actuar

consent = { $documents ->
    [one] He leído este contrato y acepto firmarlo electrónicamente.
   *[other] He leído estos documentos y acepto firmarlos electrónicamente.
}
sign-next = Firmar aquí y continuar
sign-last = Firmar aquí
initial-next = Poner iniciales y continuar
initial-last = Poner iniciales aquí
go-on = Ir al siguiente espacio
finish = Finalizar y firmar
signing = Firmando
why-draw = Primero dibuje su firma, o escríbala.
why-letter = Ningún tipo de letra de este equipo puede mostrar «{ $letter }». Dibuje su firma, elija una imagen o escriba otras letras.
why-picture = Primero elija una imagen, o dibuje o escriba su firma.
why-type = Primero escriba su firma, o dibújela.
why-signature = Su firma está vacía.
why-initials = Sus iniciales están vacías.
why-consent = Marque la casilla de arriba para finalizar.
can-go-back = Puede volver atrás hasta el final.
trust = Esta página procede de Paraph, en este equipo. El contrato y su firma se quedan aquí; cuando finalice, el documento se sellará para que se note cualquier cambio posterior.
decline = Rechazar la firma…
decline-title = ¿Rechazar la firma?
decline-meaning = Se informará al remitente, junto con el motivo que usted indique, y ya nadie podrá firmar este contrato. No se incluirá en él nada suyo.
decline-reason = Su motivo
decline-reason-missing = Escriba brevemente por qué.
decline-do = Rechazar la firma
decline-keep = Volver al contrato

## El final

end-signed = Ha firmado, { $name }
end-signed-next = La copia firmada se guarda en este equipo.
end-declined = Ha rechazado la firma
end-declined-next = Se informará al remitente.
end-not_your_turn = Todavía no es su turno
end-not_your_turn-next = Se le pedirá que firme en cuanto sea su turno.
end-ended = Aquí ya no hay nada que firmar
end-ended-next = Esta solicitud de firma ha terminado. Si no lo esperaba, consulte al remitente.
waits-for = { $name } firma primero.
waits-for-others = Otras personas firman primero.
others = Todos los firmantes
other-signed = ha firmado
other-declined = ha rechazado la firma
other-waiting = aún no ha firmado
close-page = Puede cerrar esta página.

## Problemas

unreachable = Paraph no ha respondido
unreachable-meaning = Lo que ha dibujado y escrito sigue aquí, y nada se firma dos veces.
unreachable-remedy = Compruebe que Paraph esté abierto en este equipo e inténtelo de nuevo.
