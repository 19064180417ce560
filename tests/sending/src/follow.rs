//! `cargo xtask bench follow`: 500 open sessions followed for a simulated month. The service is a
//! process of its own, so that memory and CPU are those of the follower alone.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a measurement: its report, and what goes wrong ends it"
)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use sending::{Office, own_cpu_seconds, own_memory};
use serde_json::{Value, json};
use session::State;
use simulators::signhost::{Options, Signhost};

/// The word with which this program is the service.
const SERVICE: &str = "--service";
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// As long as the tracker sleeps at most.
const BREATH: i64 = MINUTE;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.first().map(String::as_str) {
        Some(worker::FLAG) => return worker::run(),
        Some(SERVICE) => return serve(),
        _ => {}
    }
    let number = |at: usize, usual: u32| {
        let word = words.get(at).and_then(|word| word.parse().ok());
        word.unwrap_or(usual)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let report = runtime.block_on(month(number(0, 500), number(1, 31)));
    println!("{report:#}");
    if report["holds"] == true {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn serve() -> ExitCode {
    let service = Signhost::start(Options {
        cheap_files: true,
        ..Options::default()
    })
    .unwrap();
    println!("{}", service.origin());
    service.wait();
    ExitCode::SUCCESS
}

/// The service in its own process, whose clock is the true time.
struct Elsewhere {
    child: Child,
    origin: String,
    http: reqwest::Client,
}

impl Elsewhere {
    fn start() -> Self {
        services::http::use_ring();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(SERVICE)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut origin = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut origin)
            .unwrap();
        Self {
            child,
            origin: origin.trim().to_owned(),
            http: reqwest::Client::new(),
        }
    }

    async fn post(&self, path: &str, body: &Value) {
        let url = format!("{}/_sim/{path}", self.origin);
        self.http.post(url).json(body).send().await.unwrap();
    }

    async fn get(&self, path: &str) -> Value {
        let url = format!("{}/_sim/{path}", self.origin);
        let answer = self.http.get(url).send().await.unwrap();
        answer.json().await.unwrap()
    }

    async fn set_clock(&self, millis: i64) {
        let at = time::OffsetDateTime::from_unix_timestamp(millis / 1000).unwrap();
        let at = at
            .format(&time::format_description::well_known::Rfc3339)
            .unwrap();
        self.post("clock", &json!({ "stop": true, "set": at }))
            .await;
    }

    async fn requests(&self) -> u64 {
        self.get("counts").await["requests"].as_u64().unwrap()
    }
}

impl Drop for Elsewhere {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What happens to the computer in the month: from which minute on (of the true time).
enum Event {
    /// It sleeps for so long.
    Sleep(i64),
    /// Its clock is wrong by so much.
    Wrong(i64),
    /// It is in another zone.
    Zone(i32),
    /// Some people sign.
    Signs,
}

fn events(days: i64) -> BTreeMap<i64, Event> {
    let mut all = BTreeMap::new();
    for day in 1..days {
        // Every other night the lid is closed.
        if day % 2 == 0 {
            all.insert(day * DAY + 8 * HOUR, Event::Sleep(14 * HOUR));
        }
    }
    all.insert(5 * DAY + HOUR, Event::Wrong(-3 * HOUR));
    all.insert(5 * DAY + 9 * HOUR, Event::Wrong(0));
    all.insert(9 * DAY + HOUR, Event::Wrong(26 * HOUR));
    all.insert(9 * DAY + 2 * HOUR, Event::Wrong(0));
    all.insert(11 * DAY, Event::Zone(-8));
    all.insert(12 * DAY, Event::Sleep(40 * HOUR));
    all.insert(17 * DAY, Event::Zone(1));
    all.insert(19 * DAY, Event::Signs);
    all
}

async fn month(sessions: u32, days: u32) -> Value {
    let elsewhere = Elsewhere::start();
    let program = std::env::current_exe().unwrap();
    let mut office = Office::elsewhere(format!("{}/api/", elsewhere.origin), &program).await;
    let clock = office.clock.clone();
    let begin = clock.millis();
    elsewhere.set_clock(begin).await;
    // They stay open for longer than the month.
    office.expires_days = Some(60);
    for _ in 0..sessions {
        office.send().await.unwrap();
        // As an office prepares them.
        clock.turn(Duration::from_secs(40));
    }
    // Asked for now, so that what the answer weighs is not taken for the follower's growth.
    let signing = some(&elsewhere).await;
    let mut skew = 0;
    let mut events = events(days.into());
    let mut days_seen: Vec<Value> = Vec::new();
    let (mut cpu, mut wall) = (own_cpu_seconds(), Instant::now());
    let (mut next, mut rounds, mut day_rounds) = (Some(0), 0_u64, 0_u64);
    let mut busiest = 0.0_f64;
    let mut slowest_idle = Duration::ZERO;
    loop {
        let now = clock.millis() - skew;
        let day = (now - begin) / DAY;
        while let Ok(gone) = usize::try_from(day)
            && days_seen.len() < gone
        {
            let (spent, memory) = (own_cpu_seconds(), own_memory());
            days_seen.push(json!({
                "day": days_seen.len() + 1,
                "cpu_seconds": round(spent - cpu),
                "wall_seconds": round(wall.elapsed().as_secs_f64()),
                "memory_kib": memory,
                "rounds": day_rounds,
                "requests": elsewhere.requests().await,
            }));
            (cpu, wall, day_rounds) = (spent, Instant::now(), 0);
        }
        if day >= i64::from(days) {
            break;
        }
        while let Some(entry) = events.first_entry()
            && begin + *entry.key() <= now
        {
            match entry.remove() {
                Event::Sleep(time) => clock.set_by(time),
                Event::Wrong(by) => {
                    clock.set_by(by - skew);
                    skew = by;
                }
                Event::Zone(hours) => clock.move_to_zone(hours),
                Event::Signs => sign(&elsewhere, &signing).await,
            }
            next = Some(0);
        }
        let due = next.is_some_and(|at| at <= clock.millis());
        let before = (
            clock.millis(),
            if due { elsewhere.requests().await } else { 0 },
        );
        if due {
            elsewhere.set_clock(clock.millis() - skew).await;
        }
        let begun = Instant::now();
        next = office.desk().work_that_is_due().await;
        if !due {
            // Nothing is due, but the history may have changed: all of it is looked through.
            slowest_idle = slowest_idle.max(begun.elapsed());
        }
        rounds += 1;
        day_rounds += 1;
        if due {
            let made = elsewhere.requests().await - before.1;
            #[allow(clippy::cast_precision_loss, reason = "a count of requests")]
            let minutes = ((clock.millis() - before.0) as f64 / MINUTE as f64).max(1.0);
            #[allow(clippy::cast_precision_loss, reason = "a count of requests")]
            let rate = made as f64 / minutes;
            busiest = busiest.max(rate);
        }
        let pause = next.map_or(BREATH, |at| (at - clock.millis()).clamp(1, BREATH));
        clock.set_by(pause);
    }
    let mut report = report(&elsewhere, &office, days_seen, busiest).await;
    report["rounds"] = rounds.into();
    report["longest_round_without_work_ms"] = round(slowest_idle.as_secs_f64() * 1e3).into();
    report
}

/// The ids at the service of every tenth session.
async fn some(elsewhere: &Elsewhere) -> Vec<String> {
    let transactions = elsewhere.get("transactions").await;
    let transactions = transactions.as_array().unwrap().iter().step_by(10);
    transactions
        .map(|transaction| transaction["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The people of those sign.
async fn sign(elsewhere: &Elsewhere, transactions: &[String]) {
    for id in transactions {
        for signer in 1..=2 {
            let act = json!({ "act": "sign", "signer": signer });
            elsewhere.post(&format!("transactions/{id}"), &act).await;
        }
    }
}

async fn report(elsewhere: &Elsewhere, office: &Office, days: Vec<Value>, busiest: f64) -> Value {
    let transactions = elsewhere.get("transactions").await;
    let reads: Vec<u64> = transactions
        .as_array()
        .unwrap()
        .iter()
        .map(|transaction| transaction["reads"].as_u64().unwrap())
        .collect();
    let violations = elsewhere.get("violations").await;
    let violations = violations.as_array().unwrap().len();
    let memory = |day: &Value| day["memory_kib"].as_f64().unwrap_or(0.0);
    let first = days.first().map_or(0.0, memory);
    let most = days.iter().map(memory).fold(0.0, f64::max);
    let growth = (most / first - 1.0) * 100.0;
    let later: Vec<f64> = days
        .iter()
        .skip(1)
        .filter_map(|day| day["cpu_seconds"].as_f64())
        .collect();
    #[allow(clippy::cast_precision_loss, reason = "a number of days")]
    let cpu_a_day = later.iter().sum::<f64>() / later.len().max(1) as f64;
    let mut states: BTreeMap<&str, u32> = BTreeMap::new();
    for session in office.sessions() {
        *states.entry(session.state.as_str()).or_default() += 1;
        assert_ne!(session.state, State::Attention, "{:?}", session.error);
    }
    json!({
        "sessions": reads.len(),
        "states": states,
        "requests_in_all": elsewhere.requests().await,
        "reads_of_a_session_at_most": reads.iter().max(),
        "reads_in_all": reads.iter().sum::<u64>(),
        "requests_in_a_minute_at_most": round(busiest),
        "memory_growth_percent_after_first_day": round(growth),
        "cpu_seconds_a_day_after_first": round(cpu_a_day),
        "violations": violations,
        "days": days,
        "holds": violations == 0
            && reads.iter().all(|reads| *reads <= 5)
            && growth <= 5.0
            && busiest <= 130.0,
    })
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
