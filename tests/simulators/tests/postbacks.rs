//! What the service tells a client's server.

#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;
use simulators::signhost::{MailKind, Options, Signhost};
use support::*;
use time::Duration;

/// A receiver that answers in turn with the statuses given, the last one for ever.
fn receiver(mut statuses: Vec<u16>) -> (String, Receiver<(String, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let (seen, received) = channel();
    statuses.reverse();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut bytes = Vec::new();
            let mut buffer = [0; 4096];
            let (head, body) = loop {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let head = head.to_ascii_lowercase();
                    let length = head.split("content-length: ").nth(1).unwrap();
                    let length: usize = length.lines().next().unwrap().parse().unwrap();
                    if body.len() >= length {
                        break (head, body.to_owned());
                    }
                }
                let count = stream.read(&mut buffer).unwrap();
                bytes.extend_from_slice(&buffer[..count]);
            };
            let status = if statuses.len() > 1 {
                statuses.pop().unwrap()
            } else {
                statuses[0]
            };
            let answer = format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
            if seen.send((head, body)).is_err() {
                return;
            }
        }
    });
    (url, received)
}

fn service(target: &str) -> Signhost {
    let service = Signhost::start(Options {
        postback_target: Some(target.to_owned()),
        portal_target: Some(format!("{target}?portal")),
        postback_authorization: Some("Basic c2lt".into()),
        ..Options::default()
    })
    .unwrap();
    service.clock().stop();
    service
}

#[tokio::test]
async fn both_addresses_get_a_copy_in_order_and_only_the_portals_has_a_checksum() {
    let (url, received) = receiver(vec![200]);
    let service = service(&url);
    let id = started(&service, &wish(), &contract());
    service.sign_all(&id).unwrap();
    let delivered = service.deliver_postbacks().await;
    assert!(delivered.iter().all(|one| one.answered == Some(200)));
    let all: Vec<_> = received.try_iter().collect();
    let statuses = |portal: bool| -> Vec<_> {
        let concerned = all
            .iter()
            .filter(|(head, _)| head.contains("/hook?portal") == portal);
        let body = |body: &String| serde_json::from_str::<Value>(body).unwrap();
        concerned
            .map(|(_, b)| body(b)["Status"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(statuses(true), [20, 10, 10, 10, 10, 20, 30]);
    assert_eq!(statuses(false), statuses(true));
    for (head, body) in &all {
        let portal = head.contains("/hook?portal");
        assert_eq!(head.contains("\r\nchecksum: "), portal);
        assert_eq!(head.contains("authorization: basic c2lt"), portal);
        assert_eq!(body.contains("\"Checksum\""), portal);
    }
    assert!(service.deliver_postbacks().await.is_empty());
}

#[tokio::test]
async fn a_receiver_that_fails_holds_up_its_queue_which_is_dropped_in_the_end() {
    let (url, received) = receiver(vec![500]);
    let service = service(&url);
    started(&service, &wish(), &contract());
    assert_eq!(
        service.deliver_postbacks().await.len(),
        2,
        "one for each address"
    );
    assert_eq!(
        service.deliver_postbacks().await.len(),
        0,
        "not at once again"
    );
    for _ in 0..5 {
        service.advance(Duration::hours(2));
        service.deliver_postbacks().await;
    }
    assert_eq!(received.try_iter().count(), 12);
    let told = service.mails().into_iter();
    assert_eq!(
        told.filter(|(_, mail)| mail.kind == MailKind::Account)
            .count(),
        2
    );
    service.advance(Duration::days(3));
    assert_eq!(service.deliver_postbacks().await.len(), 0);
    let left: usize = service
        .transactions()
        .iter()
        .map(|t| t.postbacks.len())
        .sum();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn odd_postbacks_are_sent_on_demand() {
    let (url, received) = receiver(vec![200]);
    let service = service(&url);
    let id = create(&service, &wish());
    assert_eq!(service.post_status(&url, &id, 10).await, Some(200));
    assert_eq!(service.post_forged(&url, &id, 30).await, Some(200));
    assert_eq!(service.post_unsigned(&url, &id, 30).await, Some(200));
    assert_eq!(service.post_legacy(&url, &id, "a.pdf", 30).await, Some(200));
    assert_eq!(service.post_empty(&url).await, Some(200));
    assert_eq!(service.post_text(&url).await, Some(200));
    let bodies: Vec<_> = received.try_iter().map(|(_, body)| body).collect();
    let sums: Vec<_> = bodies
        .iter()
        .map(|body| serde_json::from_str::<Value>(body).unwrap_or_default())
        .map(|body| body["Checksum"].as_str().is_some())
        .collect();
    assert_eq!(sums, [true, true, false, true, false, false]);
    assert_eq!((bodies[4].as_str(), &bodies[5][..4]), ("", "This"));
}
