//! A hostile service: it gets no key at another place, no memory, no path, and nobody's browser.

use simulators::core::Fault;

use super::*;

fn endless(content_type: &str) -> Fault {
    Fault::Endless {
        content_type: Some(content_type.into()),
        bytes: Some(10 << 30),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_to_another_host_or_to_plain_http_is_not_followed() {
    let other = Service::start(Options::default()).unwrap();
    for to in [
        format!("{}/api/signature-sessions/x", other.origin()),
        "http://example.net/".to_owned(),
        "https://example.net/".to_owned(),
    ] {
        let mut chain = Chain::new(Options::default(), &[1]);
        chain.open(1).await.unwrap();
        chain.service.faults().on(Operation::Read).redirect(&to);
        let error = chain.it.look(&chain.job, &chain.bench, false).await;
        assert_eq!(error.unwrap_err().code, ErrorCode::AnswerUnreadable);
    }
    assert!(other.journal().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_a_file_abroad_gets_no_key_and_no_plain_http() {
    let other = Service::start(Options::default()).unwrap();
    let stranger = format!("{}/files/x", other.origin());
    for link in [
        stranger.as_str(),
        "http://example.net/x",
        "file:///etc/passwd",
        "ftp://x/y",
    ] {
        let mut chain = Chain::new(Options::default(), &[1]);
        let id = chain.opened(1).await;
        chain.service.sign(&id, &chain.holder(1)).unwrap();
        chain.look().await;
        for member in ["url", "location"] {
            let file = serde_json::json!({ member: link });
            let twist = Twist::set("/documents/0/signedFile", file);
            chain.service.faults().on(Operation::Read).fault(twist);
            assert!(chain.step("fetch:1:1").await.is_err(), "{link}");
            chain.service.faults().clear();
        }
    }
    for entry in other.journal() {
        assert!(entry.headers.iter().all(|(name, _)| name != "x-api-key"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_end_is_cut_off() {
    let mut chain = Chain::new(Options::default(), &[1]);
    chain
        .service
        .faults()
        .on(Operation::Create)
        .times(1)
        .fault(endless("application/json"));
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.look().await;
    chain
        .service
        .faults()
        .on(Operation::File)
        .fault(endless("application/pdf"));
    let done = chain.it.perform(&chain.job, "fetch:1:1", &chain.bench);
    let error = done.await.unwrap_err();
    assert_eq!(error.code, ErrorCode::AnswerUnreadable);
    let kept: u64 = std::fs::read_dir(chain.bench.folder())
        .unwrap()
        .map(|entry| entry.unwrap().metadata().unwrap().len())
        .sum();
    assert!(kept < 64 << 20, "{kept} bytes were written");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_the_service_are_no_paths_of_ours() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let id = chain.opened(1).await;
    chain.service.sign(&id, &chain.holder(1)).unwrap();
    chain.look().await;
    for pointer in [
        "/documents/0/originalFile/name",
        "/documents/0/signedFile/name",
    ] {
        let twist = Twist::set(pointer, "../../../outside.pdf");
        chain.service.faults().on(Operation::Read).fault(twist);
    }
    let left = chain.step("fetch:1:1").await.unwrap();
    let path = left.fetched.unwrap().path;
    assert!(path.starts_with(chain.bench.folder()));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_and_no_address_is_in_an_error() {
    let mut chain = Chain::new(Options::default(), &[1]);
    let page = chain.open(1).await.unwrap();
    let key = chain.service.api_key();
    let words = format!("key {key}, hook-s3cr3t, see {page}");
    let twist = Twist::set("/message", words);
    let faults = chain.service.faults();
    faults.on(Operation::Read).fault(twist);
    // A message stands in refusals only.
    let id = "0b6f0f53-6d0c-4f0e-9a53-9f0f8b1c2d3e";
    let all = crate::restpki::tries::of(&chain.job, 1);
    let text = crate::restpki::tries::written(&all).replace(&all[0].id, id);
    chain.job.memory.insert("sessions:1".into(), text);
    let seen = chain.it.look(&chain.job, &chain.bench, false).await;
    let shown = format!("{seen:?} {:?}", chain.it.account);
    let token = page.rsplit('/').next().unwrap();
    for secret in [key.as_str(), "hook-s3cr3t", token] {
        assert!(!shown.contains(secret), "{shown}");
    }
    assert!(shown.contains("SignatureSessionNotFound"), "{shown}");
}
