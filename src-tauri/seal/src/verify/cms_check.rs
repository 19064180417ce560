//! Checking a CMS signature against the bytes that it is said to sign.

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::{SignedData, SignerIdentifier, SignerInfo};
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Decode, Encode, Reader, SliceReader, Tagged};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use rsa::pkcs1::RsaPssParams;
use rsa::{Pkcs1v15Sign, Pss, RsaPublicKey};
use sha2::{Digest, Sha256, Sha384, Sha512};
use time::OffsetDateTime;
use x509_cert::Certificate;
use x509_cert::attr::AttributeValue;
use x509_cert::ext::pkix::SubjectKeyIdentifier;
use x509_cert::name::Name;
use x509_cert::spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};
use x509_cert::time::Time;

use crate::cms_make::SigningCertificateV2;
use crate::oid;

/// What checking found.
#[derive(Default)]
pub(super) struct Checked {
    /// Whether the bytes are as signed; `None`: cannot be checked.
    pub(super) unchanged: Option<bool>,
    /// Stable words.
    pub(super) problems: Vec<&'static str>,
    /// The certificate that signed, where it is there.
    pub(super) signer: Option<Signer>,
    /// The other certificates, in DER.
    pub(super) others: Vec<Vec<u8>>,
    /// The signed attribute of that name.
    pub(super) signing_time: Option<OffsetDateTime>,
}

/// Who signed.
pub(super) struct Signer {
    /// Common name, or the whole name.
    pub(super) subject: String,
    /// The same of the issuer.
    pub(super) issuer: String,
    /// The issuer's name in DER.
    pub(super) issuer_der: Vec<u8>,
    /// The certificate in DER.
    pub(super) certificate: Vec<u8>,
    /// From when the certificate is valid.
    pub(super) not_before: OffsetDateTime,
}

/// Why there is no good signature: it does not hold, or it cannot be checked.
enum Fault {
    Broken(&'static str),
    Unknown(&'static str),
}

use Fault::{Broken, Unknown};

/// Checks the signature in `contents` (with padding) over `parts`. `strict`: PAdES, which demands
/// the signing certificate among what is signed.
pub(super) fn check(contents: &[u8], parts: &[&[u8]], strict: bool) -> Checked {
    let mut checked = Checked::default();
    match run(contents, parts, strict, &mut checked) {
        Ok(()) => checked.unchanged = Some(true),
        Err(Broken(problem)) => {
            checked.unchanged = Some(false);
            checked.problems.push(problem);
        }
        Err(Unknown(problem)) => checked.problems.push(problem),
    }
    checked
}

fn run(contents: &[u8], parts: &[&[u8]], strict: bool, checked: &mut Checked) -> Result<(), Fault> {
    let signed = parse(contents).ok_or(Unknown("cms_unreadable"))?;
    let [info] = signed.signer_infos.0.as_slice() else {
        return Err(Unknown("cms_unreadable"));
    };
    if signed.encap_content_info.econtent.is_some() {
        return Err(Unknown("format_unknown"));
    }
    let certificates: Vec<&Certificate> = signed
        .certificates
        .iter()
        .flat_map(|set| set.0.iter())
        .filter_map(|choice| match choice {
            CertificateChoices::Certificate(certificate) => Some(certificate),
            CertificateChoices::Other(_) => None,
        })
        .collect();
    let signer = certificates.iter().copied().find(|c| is_of(c, &info.sid));
    let signer = signer.ok_or(Unknown("certificate_missing"))?;
    let certificate = signer.to_der().map_err(|_| Unknown("cms_unreadable"))?;
    checked.others = certificates
        .iter()
        .filter_map(|c| c.to_der().ok())
        .filter(|other| *other != certificate)
        .collect();
    let tbs = &signer.tbs_certificate;
    checked.signer = Some(Signer {
        subject: shown(&tbs.subject),
        issuer: shown(&tbs.issuer),
        issuer_der: tbs.issuer.to_der().unwrap_or_default(),
        not_before: instant(&tbs.validity.not_before),
        certificate: certificate.clone(),
    });
    let stamped = info.unsigned_attrs.iter().flat_map(|attrs| attrs.iter());
    if stamped
        .into_iter()
        .any(|attr| attr.oid == oid::TIME_STAMP_TOKEN)
    {
        checked.problems.push("timestamp_not_checked");
    }
    let signed_oid = signed.encap_content_info.econtent_type;
    let message = signed_message(info, signed_oid, parts, &certificate, strict, checked)?;
    verify(&tbs.subject_public_key_info, info, &message)
}

fn parse(contents: &[u8]) -> Option<SignedData> {
    // Zeros fill the room that was reserved.
    let mut reader = SliceReader::new(contents).ok()?;
    let exact = reader.tlv_bytes().ok()?;
    if contents
        .get(exact.len()..)?
        .iter()
        .any(|padding| *padding != 0)
    {
        return None;
    }
    let info = ContentInfo::from_der(exact).ok()?;
    if info.content_type != oid::SIGNED_DATA {
        return None;
    }
    info.content.decode_as().ok()
}

/// What the signature is made over: parts of bytes.
enum Message<'a> {
    Attributes(Vec<u8>),
    Content(&'a [&'a [u8]]),
}

impl Message<'_> {
    fn digest(&self, algorithm: ObjectIdentifier) -> Option<Vec<u8>> {
        match self {
            Self::Attributes(bytes) => digest(algorithm, &[bytes]),
            Self::Content(parts) => digest(algorithm, parts),
        }
    }
}

/// Checks the signed attributes; what is left to check is the signature over the message.
fn signed_message<'a>(
    info: &SignerInfo,
    content_type: ObjectIdentifier,
    parts: &'a [&'a [u8]],
    certificate: &[u8],
    strict: bool,
    checked: &mut Checked,
) -> Result<Message<'a>, Fault> {
    let Some(attributes) = &info.signed_attrs else {
        if strict {
            return Err(Unknown("attributes_missing"));
        }
        return Ok(Message::Content(parts));
    };
    let one = |wanted: ObjectIdentifier| -> Option<&AttributeValue> {
        let mut found = attributes.iter().filter(|attr| attr.oid == wanted);
        match (found.next()?.values.as_slice(), found.next()) {
            ([value], None) => Some(value),
            _ => None,
        }
    };
    let claimed: OctetString = one(oid::MESSAGE_DIGEST)
        .and_then(|value| value.decode_as().ok())
        .ok_or(Unknown("attributes_missing"))?;
    let actual = digest(info.digest_alg.oid, parts).ok_or(Unknown("algorithm_unknown"))?;
    if claimed.as_bytes() != actual {
        return Err(Broken("digest_mismatch"));
    }
    let claimed_type: ObjectIdentifier = one(oid::CONTENT_TYPE)
        .and_then(|value| value.decode_as().ok())
        .ok_or(Unknown("attributes_missing"))?;
    if claimed_type != content_type {
        return Err(Broken("content_type_mismatch"));
    }
    match one(oid::SIGNING_CERTIFICATE_V2) {
        Some(value) => {
            let claimed: SigningCertificateV2 =
                value.decode_as().map_err(|_| Unknown("cms_unreadable"))?;
            let first = claimed.certs.first().ok_or(Unknown("attributes_missing"))?;
            let algorithm = first
                .hash_algorithm
                .as_ref()
                .map_or(oid::SHA_256, |a| a.oid);
            let actual = digest(algorithm, &[certificate]).ok_or(Unknown("algorithm_unknown"))?;
            if first.cert_hash.as_bytes() != actual {
                return Err(Broken("certificate_mismatch"));
            }
        }
        None if strict => return Err(Unknown("attributes_missing")),
        None => {}
    }
    let time = one(oid::SIGNING_TIME).and_then(|value| Time::from_der(&value.to_der().ok()?).ok());
    checked.signing_time = time.map(|time| instant(&time));
    // Signed as the SET that they are, not with the tag that they carry in the signer's info.
    let bytes = attributes.to_der().map_err(|_| Unknown("cms_unreadable"))?;
    Ok(Message::Attributes(bytes))
}

fn verify(
    key: &SubjectPublicKeyInfoOwned,
    info: &SignerInfo,
    message: &Message<'_>,
) -> Result<(), Fault> {
    let unknown = || Unknown("algorithm_unknown");
    let algorithm = &info.signature_algorithm;
    let hash = match algorithm.oid {
        oid::ECDSA_SHA_256 | oid::RSA_SHA_256 => oid::SHA_256,
        oid::ECDSA_SHA_384 | oid::RSA_SHA_384 => oid::SHA_384,
        oid::ECDSA_SHA_512 | oid::RSA_SHA_512 => oid::SHA_512,
        oid::RSA | oid::RSA_PSS => info.digest_alg.oid,
        _ => return Err(unknown()),
    };
    let prehash = message.digest(hash).ok_or_else(unknown)?;
    let signature = info.signature.as_bytes();
    let holds = match algorithm.oid {
        oid::ECDSA_SHA_256 | oid::ECDSA_SHA_384 | oid::ECDSA_SHA_512 => {
            ecdsa(key, &prehash, signature)
        }
        oid::RSA_PSS => rsa_pss(key, algorithm, hash, &prehash, signature),
        _ => rsa_pkcs1(key, hash, &prehash, signature),
    };
    match holds {
        Some(true) => Ok(()),
        Some(false) => Err(Broken("signature_mismatch")),
        None => Err(unknown()),
    }
}

fn ecdsa(key: &SubjectPublicKeyInfoOwned, prehash: &[u8], signature: &[u8]) -> Option<bool> {
    if key.algorithm.oid != oid::EC_PUBLIC_KEY {
        return None;
    }
    let curve: ObjectIdentifier = key.algorithm.parameters.as_ref()?.decode_as().ok()?;
    let point = key.subject_public_key.as_bytes()?;
    match curve {
        oid::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            let signature = p256::ecdsa::Signature::from_der(signature);
            Some(signature.is_ok_and(|s| key.verify_prehash(prehash, &s).is_ok()))
        }
        oid::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            let signature = p384::ecdsa::Signature::from_der(signature);
            Some(signature.is_ok_and(|s| key.verify_prehash(prehash, &s).is_ok()))
        }
        _ => None,
    }
}

fn rsa_key(key: &SubjectPublicKeyInfoOwned) -> Option<RsaPublicKey> {
    use rsa::pkcs1::DecodeRsaPublicKey;
    if !matches!(key.algorithm.oid, oid::RSA | oid::RSA_PSS) {
        return None;
    }
    RsaPublicKey::from_pkcs1_der(key.subject_public_key.as_bytes()?).ok()
}

fn rsa_pkcs1(
    key: &SubjectPublicKeyInfoOwned,
    hash: ObjectIdentifier,
    prehash: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let padding = match hash {
        oid::SHA_256 => Pkcs1v15Sign::new::<Sha256>(),
        oid::SHA_384 => Pkcs1v15Sign::new::<Sha384>(),
        oid::SHA_512 => Pkcs1v15Sign::new::<Sha512>(),
        _ => return None,
    };
    Some(rsa_key(key)?.verify(padding, prehash, signature).is_ok())
}

fn rsa_pss(
    key: &SubjectPublicKeyInfoOwned,
    algorithm: &AlgorithmIdentifierOwned,
    hash: ObjectIdentifier,
    prehash: &[u8],
    signature: &[u8],
) -> Option<bool> {
    let encoded = algorithm.parameters.as_ref()?.to_der().ok()?;
    let params = RsaPssParams::from_der(&encoded).ok()?;
    let mask_hash = params.mask_gen.parameters.as_ref().map(|p| p.oid);
    if params.hash.oid != hash || params.mask_gen.oid != oid::MGF1 || mask_hash != Some(hash) {
        return None;
    }
    // The salt's length is what the parameters say, not the digest's.
    let salt = usize::from(params.salt_len);
    let padding = match hash {
        oid::SHA_256 => Pss::new_with_salt::<Sha256>(salt),
        oid::SHA_384 => Pss::new_with_salt::<Sha384>(salt),
        oid::SHA_512 => Pss::new_with_salt::<Sha512>(salt),
        _ => return None,
    };
    Some(rsa_key(key)?.verify(padding, prehash, signature).is_ok())
}

fn digest(algorithm: ObjectIdentifier, parts: &[&[u8]]) -> Option<Vec<u8>> {
    fn of<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
        let mut digest = D::new();
        for part in parts {
            digest.update(part);
        }
        digest.finalize().to_vec()
    }
    match algorithm {
        oid::SHA_256 => Some(of::<Sha256>(parts)),
        oid::SHA_384 => Some(of::<Sha384>(parts)),
        oid::SHA_512 => Some(of::<Sha512>(parts)),
        _ => None,
    }
}

fn is_of(certificate: &Certificate, sid: &SignerIdentifier) -> bool {
    let tbs = &certificate.tbs_certificate;
    match sid {
        SignerIdentifier::IssuerAndSerialNumber(id) => {
            tbs.issuer == id.issuer && tbs.serial_number == id.serial_number
        }
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            matches!(tbs.get::<SubjectKeyIdentifier>(), Ok(Some((_, own))) if own == *id)
        }
    }
}

/// A name as a person is shown it: the common name, else all of it.
fn shown(name: &Name) -> String {
    const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");
    let common = name
        .0
        .iter()
        .flat_map(|rdn| rdn.0.iter())
        .filter(|part| part.oid == COMMON_NAME)
        .filter_map(|part| match part.value.tag() {
            der::Tag::BmpString => {
                let units: Vec<u16> = part
                    .value
                    .value()
                    .chunks_exact(2)
                    .map(|pair| {
                        pair.iter()
                            .fold(0, |unit, byte| unit << 8 | u16::from(*byte))
                    })
                    .collect();
                String::from_utf16(&units).ok()
            }
            _ => std::str::from_utf8(part.value.value())
                .ok()
                .map(str::to_owned),
        })
        .next_back();
    common.unwrap_or_else(|| name.to_string())
}

fn instant(time: &Time) -> OffsetDateTime {
    let seconds = i64::try_from(time.to_unix_duration().as_secs()).unwrap_or(0);
    OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}
