//! A message bus of its own with doubles of what a desktop offers there, for tests.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use zbus::blocking::{Connection, connection};
use zbus::zvariant::{OwnedFd, OwnedValue};

/// The bus; it ends with the test.
pub(crate) struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    pub(crate) fn start() -> Self {
        let mut daemon = Command::new("dbus-daemon")
            .args(["--session", "--nofork", "--nopidfile", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(daemon.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            daemon,
            address: address.trim().to_owned(),
        }
    }

    pub(crate) fn connect(&self) -> Connection {
        self.builder().build().unwrap()
    }

    fn builder(&self) -> connection::Builder<'static> {
        connection::Builder::address(self.address.as_str()).unwrap()
    }

    /// Gives out locks as logind does: one is held as long as its file is open.
    pub(crate) fn logind(&self) -> Logind {
        let (asked, ends) = (Arc::default(), Arc::default());
        let manager = Manager {
            asked: Arc::clone(&asked),
            ends: Arc::clone(&ends),
        };
        let builder = self.builder().name("org.freedesktop.login1").unwrap();
        let builder = builder.serve_at("/org/freedesktop/login1", manager);
        let _bus = builder.unwrap().build().unwrap();
        Logind { asked, ends, _bus }
    }

    /// Shows notifications as a desktop does.
    pub(crate) fn notifications(&self) -> Shown {
        let shown = Arc::default();
        let server = Server {
            shown: Arc::clone(&shown),
            next: 0,
        };
        let name = "org.freedesktop.Notifications";
        let builder = self.builder().name(name).unwrap();
        let builder = builder.serve_at("/org/freedesktop/Notifications", server);
        let _bus = builder.unwrap().build().unwrap();
        Shown { shown, _bus }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What logind was asked for.
pub(crate) struct Logind {
    pub(crate) asked: Arc<Mutex<Vec<[String; 4]>>>,
    ends: Arc<Mutex<Vec<std::io::PipeReader>>>,
    _bus: Connection,
}

impl Logind {
    /// Whether a lock is held. Of one that is let go the pipe ends.
    pub(crate) fn holds(&self) -> bool {
        let mut ends = self.ends.lock().unwrap();
        let Some(end) = ends.last_mut() else {
            return false;
        };
        let (tell, told) = std::sync::mpsc::channel();
        let mut end = end.try_clone().unwrap();
        std::thread::spawn(move || {
            let _ = end.read(&mut [0]);
            let _ = tell.send(());
        });
        told.recv_timeout(std::time::Duration::from_millis(500))
            .is_err()
    }
}

struct Manager {
    asked: Arc<Mutex<Vec<[String; 4]>>>,
    ends: Arc<Mutex<Vec<std::io::PipeReader>>>,
}

#[zbus::interface(name = "org.freedesktop.login1.Manager")]
impl Manager {
    fn inhibit(&self, what: String, who: String, why: String, mode: String) -> OwnedFd {
        self.asked.lock().unwrap().push([what, who, why, mode]);
        let (reader, writer) = std::io::pipe().unwrap();
        self.ends.lock().unwrap().push(reader);
        std::os::fd::OwnedFd::from(writer).into()
    }
}

/// A notification on the screen: its number, title and text.
pub(crate) type Notice = (u32, String, String);

/// What is on the screen.
pub(crate) struct Shown {
    shown: Arc<Mutex<Vec<Notice>>>,
    _bus: Connection,
}

impl Shown {
    pub(crate) fn all(&self) -> Vec<Notice> {
        self.shown.lock().unwrap().clone()
    }
}

struct Server {
    shown: Arc<Mutex<Vec<Notice>>>,
    next: u32,
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Server {
    #[allow(clippy::too_many_arguments, reason = "the desktop's own call")]
    fn notify(
        &mut self,
        program: &str,
        replaces: u32,
        _icon: &str,
        title: String,
        text: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        expires: i32,
    ) -> u32 {
        assert_eq!((program, expires), ("Paraph", 0));
        let mut shown = self.shown.lock().unwrap();
        if let Some(one) = shown.iter_mut().find(|(id, ..)| *id == replaces) {
            (one.1, one.2) = (title, text);
            return replaces;
        }
        self.next += 1;
        shown.push((self.next, title, text));
        self.next
    }

    fn close_notification(&self, id: u32) {
        self.shown.lock().unwrap().retain(|(own, ..)| *own != id);
    }
}
