//! Whether a certificate leads to one that this computer trusts.

use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use session::Trusted;
use time::OffsetDateTime;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, Error, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate;
use x509_cert::der::{Decode, Encode};

use super::cms_check::Signer;

/// id-kp-documentSigning (RFC 9336), 1.3.6.1.5.5.7.3.36.
const DOCUMENT_SIGNING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x24];

/// Whether the signer's certificate leads to an anchor, at the time of the signature (where none
/// is given, at the start of the certificate's validity), and a problem to be told.
pub(super) fn judge(
    signer: &Signer,
    others: &[Vec<u8>],
    anchors: &[Vec<u8>],
    at: Option<OffsetDateTime>,
) -> (Trusted, Option<&'static str>) {
    if anchors.contains(&signer.certificate) {
        return (Trusted::Yes, None);
    }
    let certificate = CertificateDer::from(signer.certificate.as_slice());
    let anchors_der: Vec<CertificateDer<'_>> = anchors
        .iter()
        .map(|der| CertificateDer::from(der.as_slice()))
        .collect();
    let roots: Vec<TrustAnchor<'_>> = anchors_der
        .iter()
        .filter_map(|der| anchor_from_trusted_cert(der).ok())
        .collect();
    let others: Vec<CertificateDer<'_>> = others
        .iter()
        .map(|der| CertificateDer::from(der.as_slice()))
        .collect();
    let seconds = at.unwrap_or(signer.not_before).unix_timestamp();
    let time = std::time::Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
    let verified = EndEntityCert::try_from(&certificate).and_then(|leaf| {
        leaf.verify_for_usage(
            ALL_VERIFICATION_ALGS,
            &roots,
            &others,
            UnixTime::since_unix_epoch(time),
            KeyUsage::required_if_present(DOCUMENT_SIGNING),
            None,
            None,
        )
        .map(|_| ())
    });
    match verified {
        Ok(()) => (Trusted::Yes, None),
        Err(Error::CertExpired { .. } | Error::CertNotValidYet { .. }) => {
            (Trusted::Unknown, Some("certificate_expired"))
        }
        Err(_)
            if anchors
                .iter()
                .any(|anchor| subject(anchor) == signer.issuer_der) =>
        {
            (Trusted::No, None)
        }
        Err(_) => (Trusted::Unknown, None),
    }
}

fn subject(certificate: &[u8]) -> Vec<u8> {
    Certificate::from_der(certificate)
        .and_then(|certificate| certificate.tbs_certificate.subject.to_der())
        .unwrap_or_default()
}
