//! Takes the pictures of every screen, light and dark, from the real window and a real browser:
//! into `pictures/`, and the three that the README shows into `docs/pictures/`.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use support::{Browser, Desktop, Look, Stage, Window, lease, until_async};

/// The three of the README: as taken, and as named there.
const SHOWN: [(&str, &str); 3] = [
    ("prepare-light.png", "prepare.png"),
    ("signing-light.png", "signing.png"),
    ("sessions-light.png", "sessions.png"),
];

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = root.join("pictures");
    fs::create_dir_all(&folder)?;
    for (desktop, name) in [(Desktop::Light, "light"), (Desktop::Dark, "dark")] {
        let camera = Camera {
            folder: folder.clone(),
            desktop,
            name,
        };
        camera.take_all().await;
    }
    let shown = root.join("docs/pictures");
    fs::create_dir_all(&shown)?;
    for (taken, named) in SHOWN {
        fs::copy(folder.join(taken), shown.join(named))?;
    }
    Ok(())
}

/// Takes all pictures of one kind of desktop.
struct Camera {
    folder: PathBuf,
    desktop: Desktop,
    name: &'static str,
}

impl Camera {
    async fn take_all(&self) {
        let stage = Stage::with_display();
        other_sessions(&stage);
        let window = Window::open(&stage, &[]).await;
        window.click("rail-settings").await;
        window.click(&format!("theme-{}", self.name)).await;
        self.window(&window, "settings").await;
        window.click("rail-prepare").await;
        window.find("add-sample").await;
        self.window(&window, "prepare-empty").await;
        window.click("add-sample").await;
        window.find("signer-2-name").await;
        window.enter("signer-1-name", "Zoë Łącka").await;
        self.window(&window, "prepare-missing").await;
        window.enter("signer-2-name", "Åse Brekke").await;
        window
            .enter("signer-2-email", "ase.brekke@example.com")
            .await;
        // The last page, where the signatures stand.
        window
            .ask("[...document.querySelectorAll('[data-testid=thumb]')].at(-1).click()")
            .await;
        window.find("page-picture").await;
        self.window(&window, "prepare").await;
        window.click("send").await;
        window.find("open-signing-1").await;
        self.window(&window, "session-waiting").await;
        self.sign(&stage, &window).await;
        window.wait_for("session-state", "data-state", "kept").await;
        self.window(&window, "session-kept").await;
        window.click("rail-sessions").await;
        window.find("session-row").await;
        self.window(&window, "sessions").await;
        window.close().await;
    }

    async fn sign(&self, stage: &Stage, window: &Window) {
        let browser = Browser::open_as(stage, 1280, 860, self.desktop).await;
        let phone = Browser::open_as(stage, 500, 860, self.desktop).await;
        let signers = [
            (1, "Zoë Łącka", Look::Drawn),
            (2, "Åse Brekke", Look::Typed),
        ];
        for (signer, name, look) in signers {
            window.click(&format!("open-signing-{signer}")).await;
            let url = until_async("the signing page to be opened", 20, || async {
                stage.opened().get(signer - 1).cloned()
            })
            .await;
            if signer == 2 {
                browser.sign(&url, name, look).await;
                continue;
            }
            browser.begin(&url, name, look).await;
            browser.press().await;
            browser.press().await;
            browser.rest().await;
            browser.picture(&self.file("signing")).await;
            phone.go(&url).await;
            phone.click("next-place").await;
            phone.rest().await;
            phone.picture(&self.file("signing-phone")).await;
            while !browser.is_done().await {
                browser.press().await;
            }
            browser.picture(&self.file("signing-done")).await;
        }
        browser.close().await;
        phone.close().await;
    }

    /// A picture of the window, once it rests.
    async fn window(&self, window: &Window, name: &str) {
        tokio::time::sleep(Duration::from_millis(900)).await;
        window.picture(&self.file(name)).await;
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}-{}.png", self.name))
    }
}

/// What else an office has in its list.
fn other_sessions(stage: &Stage) {
    let file = lease(stage);
    let file = file.to_string_lossy().into_owned();
    for (title, one, two) in [
        ("Lease Mill Lane 3", "1:Olu Adeyemi", "2:Maarten de Wit"),
        (
            "Lease Quay 40, ground floor",
            "1:Inês Antão",
            "2:Jürgen Groß",
        ),
    ] {
        let words = [
            "send", "--title", title, "--signer", one, "--signer", two, &file,
        ];
        let sent = stage.cli(&words).ok();
        if title.contains("Quay") {
            let id = sent["id"].as_str().unwrap_or_default();
            let _ = stage.cli(&["cancel", id]).ok();
        }
    }
}
