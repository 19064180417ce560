//! `tags`: pages, tags, fields and findings of files. A bad one has an error, the others go on.

use std::path::Path;
use std::process::ExitCode;

use desk::DeskError;
use desk::prepare::{findings_of, read_file};
use serde::Serialize;
use session::{Finding, FormField, Offer, Page, Rect, Tag, Told};

use crate::args::TagsArgs;
use crate::context::Context;
use crate::output;

/// `cli.md`, File.
#[derive(Serialize)]
struct FileView {
    file: String,
    sha256: Option<String>,
    bytes: Option<u64>,
    error: Option<Told>,
    pages: Vec<PageView>,
    tags: Vec<Tag>,
    fields: Vec<FieldView>,
    findings: Vec<FindingView>,
}

#[derive(Serialize)]
struct PageView {
    number: u32,
    width: f64,
    height: f64,
    rotation: u16,
    has_text: bool,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    signer: Option<u16>,
    index: Option<u16>,
    page: Option<u32>,
    #[serde(rename = "box")]
    rect: Option<Rect>,
}

#[derive(Serialize)]
struct FindingView {
    code: session::FindingCode,
    severity: session::Severity,
    page: Option<u32>,
    #[serde(rename = "box")]
    rect: Option<Rect>,
    signer: Option<u16>,
    message: String,
    remedy: String,
    cures: Vec<Offer>,
}

pub(crate) async fn run(context: &Context, args: &TagsArgs) -> ExitCode {
    let workers = context.workers();
    // All at once: the pool reads as many as it has workers.
    let asked: Vec<_> = args
        .files
        .iter()
        .map(|path| {
            let (path, workers) = (path.clone(), workers.clone());
            let password = context.password.clone();
            tokio::spawn(async move { read(&workers, &path, password.as_deref()).await })
        })
        .collect();
    let mut views = Vec::new();
    for (path, asked) in args.files.iter().zip(asked) {
        let read = match asked.await {
            Ok(read) => read,
            Err(error) => (None, Err(DeskError::Internal(error.to_string()))),
        };
        views.push(view(context, path, read));
    }
    if context.json {
        output::value(&views);
    } else {
        views.iter().for_each(|view| print(context, view));
    }
    if views.iter().any(|view| view.error.is_some()) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

type Read = (Option<(String, u64)>, Result<tags::Document, DeskError>);

async fn read(workers: &worker::Pool, path: &Path, password: Option<&str>) -> Read {
    let bytes = match read_file(path).await {
        Ok(bytes) => bytes,
        Err(error) => return (None, Err(error)),
    };
    let about = (history::sha256(&bytes), bytes.len() as u64);
    drop(bytes);
    let name = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned();
    let document = workers
        .read(path, password)
        .await
        .map_err(|error| DeskError::Worker(error).about(&name));
    (Some(about), document)
}

fn view(context: &Context, path: &Path, (about, read): Read) -> FileView {
    let (sha256, bytes) = about.unzip();
    let file = path.to_string_lossy().into_owned();
    match read {
        Err(error) => FileView {
            file,
            sha256,
            bytes,
            error: Some(error.told(&context.words)),
            pages: vec![],
            tags: vec![],
            fields: vec![],
            findings: vec![],
        },
        Ok(document) => FileView {
            file,
            sha256,
            bytes,
            error: None,
            findings: findings_of(&document, &context.words)
                .into_iter()
                .map(finding_view)
                .collect(),
            pages: document.pages.into_iter().map(page_view).collect(),
            tags: document.tags,
            fields: document.fields.into_iter().map(field_view).collect(),
        },
    }
}

fn page_view(page: Page) -> PageView {
    PageView {
        number: page.number,
        width: page.width,
        height: page.height,
        rotation: page.rotation,
        has_text: page.has_text,
    }
}

fn field_view(field: FormField) -> FieldView {
    FieldView {
        name: field.name,
        signer: field.signer,
        index: field.index,
        page: field.page,
        rect: field.rect,
    }
}

fn finding_view(finding: Finding) -> FindingView {
    FindingView {
        code: finding.code,
        severity: finding.severity,
        page: finding.page,
        rect: finding.rect,
        signer: finding.signer,
        message: finding.message,
        remedy: finding.remedy,
        cures: finding.cures,
    }
}

fn print(context: &Context, view: &FileView) {
    let words = &context.words;
    output::line(&view.file);
    if let Some(error) = &view.error {
        output::print_told(words, error);
        return;
    }
    let count = view.pages.len().to_string();
    output::line(&format!(
        "  {}",
        words.say("cli-page-count", &[("count", &count)])
    ));
    if view.tags.is_empty() && view.fields.is_empty() {
        output::line(&format!("  {}", words.say("cli-no-tags", &[])));
    }
    for tag in &view.tags {
        let visibility = serde_json::to_value(tag.visibility).unwrap_or_default();
        let (page, signer) = (tag.page.to_string(), tag.signer.to_string());
        let said = words.say(
            "cli-tag-line",
            &[
                ("page", page.as_str()),
                ("kind", tag.kind.as_str()),
                ("signer", &signer),
                ("text", &tag.text),
                ("visibility", visibility.as_str().unwrap_or("visible")),
            ],
        );
        output::line(&format!("  {said}"));
    }
    for field in &view.fields {
        let said = match field.page {
            Some(page) => words.say(
                "cli-field-line",
                &[("page", &page.to_string()), ("name", &field.name)],
            ),
            None => words.say("cli-field-line-no-page", &[("name", &field.name)]),
        };
        output::line(&format!("  {said}"));
    }
    for finding in &view.findings {
        let severity = serde_json::to_value(finding.severity).unwrap_or_default();
        let args = [
            ("severity", severity.as_str().unwrap_or_default()),
            ("message", &finding.message),
        ];
        output::line(&format!("  {}", words.say("cli-finding-line", &args)));
        output::line(&format!("    {}", finding.remedy));
        let labels: Vec<_> = finding.cures.iter().map(|o| o.label.as_str()).collect();
        if !labels.is_empty() {
            let said = words.say("cli-finding-cures", &[("cures", &labels.join(" · "))]);
            output::line(&format!("    {said}"));
        }
    }
}
