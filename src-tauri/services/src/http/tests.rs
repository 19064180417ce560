use std::sync::Mutex;
use std::time::Duration;

use session::ErrorCode;

use super::*;
use crate::testing::{Does, Server, json, says};
use crate::{Again, Happened, StepError};

const SHORT: Timeouts = Timeouts {
    connect: Duration::from_millis(500),
    silence: Duration::from_millis(200),
    whole: Duration::from_secs(5),
    file: Duration::from_secs(5),
};

fn http(base: &str) -> Http {
    let setup = Setup {
        base: crate::check_base_url(base).unwrap(),
        ca_file: None,
        timeouts: SHORT,
    };
    Http::new(&setup, Redactor::new(["s3cr3t-key"])).unwrap()
}

fn get(path: &str) -> Request<'_> {
    Request {
        method: Method::GET,
        path,
        headers: &[],
        body: Body::None,
        most: 1000,
        progress: None,
    }
}

async fn answer(does: Does) -> Result<Answer, HttpError> {
    let server = Server::start(vec![does]).await;
    http(&server.base()).send(get("x")).await
}

#[tokio::test]
async fn an_answer_has_its_status_headers_and_body_and_its_path_is_joined_with_one_slash() {
    let server = Server::start(vec![json(418, "{}"), json(200, "{}")]).await;
    let got = http(&server.base()).send(get("/a")).await.unwrap();
    assert_eq!((got.status, got.body.as_slice()), (418, &b"{}"[..]));
    assert_eq!(got.header("content-type"), Some("application/json"));
    http(server.base().trim_end_matches('/'))
        .send(get("a"))
        .await
        .unwrap();
    assert_eq!(server.lines(), ["GET /api/a", "GET /api/a"]);
}

#[tokio::test]
async fn a_body_less_request_says_that_its_length_is_0() {
    let server = Server::start(vec![json(204, "")]).await;
    let request = Request {
        method: Method::PUT,
        body: Body::Empty,
        ..get("start")
    };
    http(&server.base()).send(request).await.unwrap();
    assert_eq!(server.got()[0].header("content-length"), Some("0"));
    assert_eq!(server.got()[0].header("content-type"), None);
}

#[tokio::test]
async fn what_never_left_is_told_so() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let error = http(&format!("http://127.0.0.1:{port}/"))
        .send(get("x"))
        .await
        .unwrap_err();
    assert!(
        matches!(error, HttpError::NotSent(NotSent::Connect, _)),
        "{error:?}"
    );
    let step = StepError::from(error);
    assert_eq!((step.happened, step.again), (Happened::No, Again::Offline));

    let error = http("https://no-such-host.invalid/")
        .send(get("x"))
        .await
        .unwrap_err();
    let step = StepError::from(error);
    assert_eq!(
        (step.code, step.happened),
        (ErrorCode::Offline, Happened::No)
    );
}

#[tokio::test]
async fn an_answer_cut_at_any_byte_is_lost_and_may_have_happened() {
    let Does::Says(whole) = json(200, r#"{"Id":"abc","Status":5}"#) else {
        unreachable!();
    };
    for cut in 0..whole.len() {
        let error = answer(Does::Says(whole[..cut].to_vec())).await.unwrap_err();
        let step = StepError::from(error.clone());
        assert!(matches!(error, HttpError::Lost(..)), "{cut}: {error:?}");
        assert_eq!(step.happened, Happened::Unknown, "{cut}");
    }
    assert!(answer(Does::Says(whole)).await.is_ok());
}

#[tokio::test]
async fn a_dropped_connection_silence_and_nonsense_are_lost_answers() {
    let dropped = answer(Does::Drops).await.unwrap_err();
    assert!(
        matches!(dropped, HttpError::Lost(Lost::Broken, _)),
        "{dropped:?}"
    );
    let silent = answer(Does::Sleeps).await.unwrap_err();
    assert!(
        matches!(silent, HttpError::Lost(Lost::Timeout, _)),
        "{silent:?}"
    );
    for bytes in [
        &b"SSH-2.0-x\r\n\r\n"[..],
        b"HTTP/1.1 abc\r\n\r\n",
        &[0xff; 64],
    ] {
        let error = answer(Does::Says(bytes.to_vec())).await.unwrap_err();
        assert!(matches!(error, HttpError::Lost(..)), "{error:?}");
    }
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let long = answer(says(200, "", &"x".repeat(1001))).await.unwrap_err();
    assert!(
        matches!(long, HttpError::Lost(Lost::TooLong, _)),
        "{long:?}"
    );
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let mut endless = head;
    endless.extend_from_slice(b"3e8\r\n");
    endless.extend_from_slice(&[b'x'; 1000]);
    endless.extend_from_slice(b"\r\n");
    let error = answer(Does::Endless(endless)).await.unwrap_err();
    assert!(matches!(error, HttpError::Lost(..)), "{error:?}");
    let headers = answer(Does::Endless(
        b"HTTP/1.1 200 OK\r\nX: y\r\nX: y\r\n".to_vec(),
    ))
    .await;
    assert!(matches!(headers, Err(HttpError::Lost(..))), "{headers:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_names_its_host_only() {
    let other = Server::start(vec![json(200, "{}")]).await;
    let location = format!(
        "Location: http://127.0.0.1:{}/s3cr3t-key?token=abc\r\n",
        other.port
    );
    let error = answer(says(302, &location, "")).await.unwrap_err();
    let text = StepError::from(error).to_string();
    assert!(text.contains("127.0.0.1"), "{text}");
    assert!(
        !text.contains("token") && !text.contains("s3cr3t"),
        "{text}"
    );
    assert!(other.got().is_empty());
}

#[tokio::test]
async fn a_file_goes_up_in_pieces_with_its_length_and_its_progress() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    let bytes: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), &bytes).unwrap();
    let server = Server::start(vec![json(201, "")]).await;
    let told = Mutex::new(Vec::new());
    let progress = |done, all| told.lock().unwrap().push((done, all));
    let request = Request {
        method: Method::PUT,
        body: Body::File(&path, "application/pdf"),
        progress: Some(&progress),
        ..get("f")
    };
    let got = http(&server.base()).send(request).await.unwrap();
    assert_eq!(got.status, 201);
    let got = &server.got()[0];
    assert_eq!(got.header("content-length"), Some("300000"));
    assert_eq!(got.header("transfer-encoding"), None);
    assert!(got.body == bytes);
    let told = told.lock().unwrap();
    assert!(
        told.is_sorted()
            && told
                .iter()
                .all(|(done, all)| done <= all && *all == 300_000)
    );
}

#[tokio::test]
async fn a_file_comes_down_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    let server = Server::start(vec![
        says(200, "Content-Type: application/pdf\r\n", "%PDF"),
        Does::Says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n%PDF".to_vec()),
        says(200, "", &"x".repeat(1001)),
        says(404, "Retry-After: 5\r\n", "{}"),
    ])
    .await;
    let http = http(&server.base());
    let Downloaded::File(4, kind) = http.download(get("f"), &path).await.unwrap() else {
        panic!("no file");
    };
    assert_eq!(kind, "application/pdf");
    assert_eq!(std::fs::read(&path).unwrap(), b"%PDF");
    let cut = http.download(get("f"), &path).await.unwrap_err();
    assert!(matches!(cut, HttpError::Lost(Lost::Cut, _)), "{cut:?}");
    let long = http.download(get("f"), &path).await.unwrap_err();
    assert!(
        matches!(long, HttpError::Lost(Lost::TooLong, _)),
        "{long:?}"
    );
    let Downloaded::Answer(answer) = http.download(get("f"), &path).await.unwrap() else {
        panic!("a file");
    };
    assert_eq!(answer.retry_after(0), Some(Duration::from_secs(5)));
}

#[tokio::test]
async fn the_time_to_wait_is_read_in_seconds_and_as_a_date() {
    let wait = |text: &'static str| async move {
        let header = format!("Retry-After: {text}\r\n");
        let answer = answer(says(503, &header, "")).await.unwrap();
        answer.retry_after(784_111_777_000).map(|d| d.as_secs())
    };
    assert_eq!(wait("120").await, Some(120));
    assert_eq!(wait("Sun, 06 Nov 1994 08:50:37 GMT").await, Some(60));
    assert_eq!(wait("Sun, 06 Nov 1994 08:49:00 GMT").await, Some(0));
    assert_eq!(wait("99999999999").await, Some(86_400));
    assert_eq!(wait("soon").await, None);
}

#[test]
fn no_secret_shows_in_a_client_or_an_answer() {
    let client = http("https://api.example/s3cr3t/");
    assert_eq!(format!("{client:?}"), "Http(api.example)");
    let answer = Answer {
        status: 200,
        headers: reqwest::header::HeaderMap::new(),
        body: b"s3cr3t-key".to_vec(),
    };
    assert_eq!(format!("{answer:?}"), "Answer(200, 10 bytes)");
}

#[test]
fn a_certificate_file_without_certificates_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let mut setup = Setup {
        base: crate::check_base_url("https://api.example/").unwrap(),
        ca_file: Some(path.clone()),
        timeouts: SHORT,
    };
    let refused = |setup: &Setup| {
        let error = Http::new(setup, Redactor::default()).unwrap_err();
        matches!(error, HttpError::CaFile(_))
    };
    assert!(refused(&setup));
    std::fs::File::create(&path).unwrap();
    assert!(refused(&setup));
    setup.ca_file = None;
    assert!(Http::new(&setup, Redactor::default()).is_ok());
}

pub(crate) mod tls {
    use std::sync::Arc;

    use rcgen::{
        BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd,
    };
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that does TLS handshakes with a certificate of its own CA, and that CA as PEM.
    pub(crate) async fn server(name: &str, years: (i32, i32)) -> (u16, String) {
        let mut ca = CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap();
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(years.0, 1, 1);
        params.not_after = date_time_ymd(years.1, 1, 1);
        let certificate = params.signed_by(&key, &ca).unwrap();
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    use tokio::io::{AsyncReadExt, AsyncWriteExt};
                    let mut stream = acceptor.accept(stream).await.ok()?;
                    let mut bytes = [0; 4096];
                    let _request = stream.read(&mut bytes).await.ok()?;
                    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
                    stream.write_all(answer).await.ok()?;
                    stream.shutdown().await.ok()
                });
            }
        });
        (port, ca.pem())
    }

    async fn ask(port: u16, ca: Option<&str>) -> Result<Answer, HttpError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        if let Some(ca) = ca {
            let mut file = std::fs::File::create(&path).unwrap();
            std::io::Write::write_all(&mut file, ca.as_bytes()).unwrap();
        }
        let setup = Setup {
            base: crate::check_base_url(&format!("https://127.0.0.1:{port}/")).unwrap(),
            ca_file: ca.map(|_| path),
            timeouts: SHORT,
        };
        Http::new(&setup, Redactor::default())
            .unwrap()
            .send(get("x"))
            .await
    }

    fn trouble(answer: Result<Answer, HttpError>) -> TlsTrouble {
        let error = answer.unwrap_err();
        let HttpError::Tls(trouble, _) = error else {
            panic!("{error:?}");
        };
        let step = StepError::from(HttpError::Tls(trouble, String::new()));
        assert_eq!(
            (step.code, step.happened),
            (ErrorCode::TlsFailed, Happened::No)
        );
        trouble
    }

    #[tokio::test]
    async fn an_offices_own_ca_is_trusted_where_its_file_is_named_and_not_otherwise() {
        let (port, ca) = server("127.0.0.1", (2020, 2090)).await;
        assert_eq!(ask(port, Some(&ca)).await.unwrap().status, 200);
        assert_eq!(trouble(ask(port, None).await), TlsTrouble::UnknownIssuer);
    }

    /// A proxy that leads every tunnel to that port, or refuses all; and what it was asked for.
    async fn proxy(to: Option<u16>) -> (u16, Arc<Mutex<Vec<String>>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = asked.clone();
        tokio::spawn(async move {
            use tokio::io::{AsyncReadExt, AsyncWriteExt};
            while let Ok((mut near, _)) = listener.accept().await {
                let seen = seen.clone();
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    while !head.ends_with(b"\r\n\r\n") {
                        head.push(near.read_u8().await.ok()?);
                    }
                    let head = String::from_utf8_lossy(&head).into_owned();
                    let line = head.lines().next().unwrap_or_default().to_owned();
                    seen.lock().unwrap().push(line);
                    let Some(to) = to else {
                        let refusal = b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n";
                        near.write_all(refusal).await.ok()?;
                        return near.shutdown().await.ok();
                    };
                    let mut far = tokio::net::TcpStream::connect(("127.0.0.1", to))
                        .await
                        .ok()?;
                    near.write_all(b"HTTP/1.1 200 Go on\r\n\r\n").await.ok()?;
                    tokio::io::copy_bidirectional(&mut near, &mut far)
                        .await
                        .ok()?;
                    Some(())
                });
            }
        });
        (port, asked)
    }

    /// What a process is told that has this proxy in its environment.
    async fn through(proxy: u16, ca: Option<&str>) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        let test = "http::tests::tls::asks_for_the_test_that_started_it";
        command
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env_clear()
            .env("HTTPS_PROXY", format!("http://127.0.0.1:{proxy}"));
        if let Some(ca) = ca {
            let mut file = std::fs::File::create(&path).unwrap();
            std::io::Write::write_all(&mut file, ca.as_bytes()).unwrap();
            command.env("ASK_CA", &path);
        }
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        let output = String::from_utf8(output.await.unwrap().stdout).unwrap();
        let (_, said) = output.split_once("said: ").expect(&output);
        said.lines().next().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    #[ignore = "asks for the test that starts it, with a proxy in its environment"]
    #[allow(clippy::print_stdout, reason = "the other test reads it")]
    async fn asks_for_the_test_that_started_it() {
        let setup = Setup {
            base: crate::check_base_url("https://api.signhost.test/").unwrap(),
            ca_file: std::env::var_os("ASK_CA").map(Into::into),
            timeouts: Timeouts {
                connect: Duration::from_secs(20),
                silence: Duration::from_secs(20),
                ..SHORT
            },
        };
        let http = Http::new(&setup, Redactor::default()).unwrap();
        let said = match http.send(get("x")).await {
            Ok(answer) => answer.status.to_string(),
            Err(error) => StepError::from(error).to_string(),
        };
        println!("said: {said}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_systems_proxy_is_gone_through_also_where_it_looks_into_secure_connections() {
        let (port, ca) = server("api.signhost.test", (2020, 2090)).await;
        let (through_proxy, asked) = proxy(Some(port)).await;
        assert_eq!(through(through_proxy, Some(&ca)).await, "200");
        assert_eq!(
            *asked.lock().unwrap(),
            ["CONNECT api.signhost.test:443 HTTP/1.1"]
        );
        let untrusted = through(through_proxy, None).await;
        assert!(untrusted.starts_with("tls_failed"), "{untrusted}");
        assert!(untrusted.contains("ca_file"), "{untrusted}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_proxy_that_refuses_is_named_as_what_stands_in_the_way() {
        let (refusing, _asked) = proxy(None).await;
        let said = through(refusing, None).await;
        assert!(said.starts_with("offline"), "{said}");
        assert!(said.contains("the proxy does not connect"), "{said}");
    }

    #[tokio::test]
    async fn a_certificate_that_has_run_out_or_is_for_another_host_is_told_so() {
        let (port, ca) = server("127.0.0.1", (2020, 2021)).await;
        assert_eq!(trouble(ask(port, Some(&ca)).await), TlsTrouble::Expired);
        let (port, ca) = server("other.example", (2020, 2090)).await;
        assert_eq!(trouble(ask(port, Some(&ca)).await), TlsTrouble::WrongHost);
    }
}
