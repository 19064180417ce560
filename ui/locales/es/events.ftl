# Lo que ocurre a continuación, para quien acaba de firmar o de rechazar la firma.

next-waiting-for = Ahora le toca firmar a { $signer }. Cuando todos hayan firmado, la copia firmada se guardará en este equipo.
next-waiting-for-others =
    { $count ->
        [one] Falta una persona por firmar. Después, la copia firmada se guardará en este equipo.
       *[other] Faltan { $count } personas por firmar. Después, la copia firmada se guardará en este equipo.
    }
next-all-signed = Todos han firmado. La copia firmada y su comprobante se guardan en este equipo.
next-declined = El remitente ve que usted ha rechazado la firma y por qué. A nadie más se le pedirá que firme este contrato.

## A quien vuelve de la página de un servicio

came-back = Gracias. Puede cerrar esta página.
came-back-next = Paraph pregunta al servicio cómo ha ido. El remitente verá la respuesta en Paraph.
came-back-unknown = Esta página no lleva a ninguna parte.
came-back-unknown-next = Puede cerrarla. No se ha cambiado nada.
