//! Signatures by a person's own certificate, as public key infrastructures issue them: the name,
//! and where there is one the tax number, stand in the certificate.

use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, SanType,
};
use seal::{Act, Identity, Look, Mark, Place};
use serde::{Deserialize, Serialize};
use session::{FieldKind, Rect};
use time::{Duration, OffsetDateTime};

use super::{SignError, Spot};

/// Where certificates of ICP-Brasil have date of birth and CPF (DOC-ICP-04).
const ICP_BRASIL_PERSON: [u64; 6] = [2, 16, 76, 1, 3, 1];

/// Whose certificate signs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The CPF, eleven digits.
    #[serde(default)]
    pub cpf: Option<String>,
    /// The e-mail address.
    #[serde(default)]
    pub email: Option<String>,
}

impl Person {
    /// A person of that name and nothing else.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// With that CPF.
    #[must_use]
    pub fn cpf(mut self, digits: &str) -> Self {
        self.cpf = Some(digits.to_owned());
        self
    }

    /// With that address.
    #[must_use]
    pub fn email(mut self, address: &str) -> Self {
        self.email = Some(address.to_owned());
        self
    }

    /// The certificate's common name: `NAME:CPF` where there is one.
    #[must_use]
    pub fn common_name(&self) -> String {
        match &self.cpf {
            Some(cpf) => format!("{}:{cpf}", self.name.to_uppercase()),
            None => self.name.clone(),
        }
    }
}

/// The authority that issues the certificates of people.
struct Authority {
    params: CertificateParams,
    key: KeyPair,
    certificate: Vec<u8>,
}

fn refused(error: rcgen::Error) -> SignError {
    SignError(error.to_string())
}

fn params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    let mut subject = DistinguishedName::new();
    subject.push(DnType::CommonName, name);
    params.distinguished_name = subject;
    params.not_before = OffsetDateTime::now_utc() - Duration::days(400);
    params.not_after = OffsetDateTime::now_utc() + Duration::days(2000);
    params
}

fn authority() -> Result<&'static Authority, SignError> {
    static AUTHORITY: OnceLock<Result<Authority, String>> = OnceLock::new();
    let make = || -> Result<Authority, rcgen::Error> {
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
        let mut params = params("AC Simulada");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let certificate = params.self_signed(&key)?.der().to_vec();
        Ok(Authority {
            params,
            key,
            certificate,
        })
    };
    let made = AUTHORITY.get_or_init(|| make().map_err(|error| error.to_string()));
    made.as_ref().map_err(|error| SignError(error.clone()))
}

/// The certificate of the authority that issues people's certificates, DER; another one in each
/// process.
///
/// # Errors
/// When no keys can be made.
pub fn people_ca_certificate() -> Result<Vec<u8>, SignError> {
    Ok(authority()?.certificate.clone())
}

/// The person's certificate and key: the same as long as the process lives.
fn identity_of(person: &Person) -> Result<&'static Identity, SignError> {
    static ISSUED: Mutex<BTreeMap<Person, &'static Identity>> = Mutex::new(BTreeMap::new());
    let mut issued = ISSUED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = issued.get(person) {
        return Ok(known);
    }
    let authority = authority()?;
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(refused)?;
    let mut leaf = params(&person.common_name());
    leaf.is_ca = IsCa::ExplicitNoCa;
    leaf.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::ContentCommitment,
    ];
    if let Some(email) = &person.email {
        let address = email.clone().try_into().map_err(refused)?;
        leaf.subject_alt_names.push(SanType::Rfc822Name(address));
    }
    if let Some(cpf) = &person.cpf {
        let born_cpf_and_unknown = format!("01011980{cpf}{}", "0".repeat(26));
        let other = (ICP_BRASIL_PERSON.to_vec(), born_cpf_and_unknown.into());
        leaf.subject_alt_names.push(SanType::OtherName(other));
    }
    let issuer = Issuer::from_params(&authority.params, &authority.key);
    let certificate = leaf.signed_by(&key, &issuer).map_err(refused)?;
    let identity = Identity {
        ca_certificate: authority.certificate.clone(),
        ca_key: authority.key.serialize_der().into(),
        certificate: certificate.der().to_vec(),
        key: key.serialize_der().into(),
    };
    // A few for each test's process, and each is needed to its end.
    let identity: &'static Identity = Box::leak(Box::new(identity));
    issued.insert(person.clone(), identity);
    Ok(identity)
}

/// The document with one more signature, by the person's certificate, as an incremental update:
/// what was there stays byte for byte. Without a spot nothing is seen of it.
///
/// # Errors
/// When the document cannot be written on.
pub fn sign_as(
    source: &[u8],
    person: &Person,
    spot: Option<Spot>,
    at: OffsetDateTime,
) -> Result<Vec<u8>, SignError> {
    const SIGNER: u16 = 1;
    let place = spot.map(|spot| {
        let [x0, y0, x1, y1] = spot.rect;
        Place {
            signer: SIGNER,
            kind: FieldKind::Signature,
            page: spot.page,
            rect: Rect::new(x0, y0, x1, y1),
            covers_tag: false,
            form_field: None,
        }
    });
    let places: Vec<Place> = place.into_iter().collect();
    let prepared = seal::prepare(source, None, &[SIGNER], &places)?;
    let marks = prepared
        .fields
        .iter()
        .filter(|field| field.visible())
        .map(|field| Mark {
            field: field.id.clone(),
            look: Look::Text(person.name.clone()),
        });
    let act = Act {
        signer: SIGNER,
        name: &person.name,
        time: at,
        reason: "Signed at the simulated service",
        caption: "",
        marks: marks.collect(),
    };
    Ok(seal::sign(
        &prepared.bytes,
        &prepared.fields,
        &act,
        identity_of(person)?,
    )?)
}
