//! Pages look as before but for the tags' boxes, drawn by two programs.

use std::path::Path;
use std::sync::Arc;

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings};
use session::{Page, Rect};

use crate::steps::{files, other, plan, read, rewrite, run};

/// Dots per point.
const SCALE: f64 = 1.5;
/// How far around a box letters may reach, in points: edges are smoothed and fitted to the dots.
const LEEWAY: f64 = 1.5;
/// The same where the computer's own fonts stand in for those that a file only names: their letters
/// may be wider than the places they are put in.
const LEEWAY_OF_OTHER_FONTS: f64 = 4.0;
/// Pages of one file that are drawn.
const MAX_PAGES: usize = 4;

/// A page in grey: width, height, a byte for each dot.
struct Picture(usize, usize, Vec<u8>);

fn by_poppler(file: &[u8], pages: &[u32], dir: &Path) -> Option<Vec<Picture>> {
    let resolution = (72.0 * SCALE).to_string();
    let draw = |page: &u32| {
        let page = page.to_string();
        let arguments = [
            "-gray",
            "-r",
            &resolution,
            "-cropbox",
            "-f",
            &page,
            "-l",
            &page,
            "FILE",
        ];
        let bitmap = run("pdftoppm", &arguments, file, dir)?;
        let mut fields = bitmap.splitn(4, u8::is_ascii_whitespace);
        let mut number = || std::str::from_utf8(fields.next()?).ok()?.parse().ok();
        let _magic: Option<usize> = number();
        let (width, height) = (number()?, number()?);
        let rest = fields.next()?;
        let start = rest.iter().position(u8::is_ascii_whitespace)? + 1;
        Some(Picture(width, height, rest[start..].to_vec()))
    };
    pages.iter().map(draw).collect()
}

fn by_hayro(file: &[u8], pages: &[u32], _: &Path) -> Option<Vec<Picture>> {
    let pdf = Pdf::new(file.to_vec()).ok()?;
    let draw = |page: &u32| {
        let page = pdf.pages().get(*page as usize - 1)?;
        let picture = hayro::render(
            page,
            &RenderCache::new(),
            &InterpreterSettings {
                warning_sink: Arc::new(|_| {}),
                ..InterpreterSettings::default()
            },
            &RenderSettings::default(),
            &PixmapSettings {
                x_scale: SCALE as f32,
                y_scale: SCALE as f32,
                bg_color: WHITE,
            },
        );
        let dots = picture.data().iter();
        let dots =
            dots.map(|dot| ((u16::from(dot.r) + u16::from(dot.g) + u16::from(dot.b)) / 3) as u8);
        Some(Picture(
            picture.width().into(),
            picture.height().into(),
            dots.collect(),
        ))
    };
    pages.iter().map(draw).collect()
}

/// Dots that differ outside the boxes, and how many do inside.
fn differing(
    was: &Picture,
    is: &Picture,
    page: &Page,
    boxes: &[Rect],
    leeway: f64,
) -> (Vec<(f64, f64)>, usize) {
    let (mut strays, mut inside) = (Vec::new(), 0);
    for (at, (a, b)) in was.2.iter().zip(&is.2).enumerate() {
        if a.abs_diff(*b) <= 32 {
            continue;
        }
        let (x, y) = ((at % was.0) as f64, (at / was.0) as f64);
        // As a part of the page, turned back.
        let (u, v) = ((x + 0.5) / was.0 as f64, (y + 0.5) / was.1 as f64);
        let (u, v) = match page.rotation {
            90 => (v, 1.0 - u),
            180 => (1.0 - u, 1.0 - v),
            270 => (1.0 - v, u),
            _ => (u, v),
        };
        let x = page.crop.x0 + u * page.crop.width();
        let y = page.crop.y1 - v * page.crop.height();
        let is_in = |rect: &Rect| {
            let wide = rect.x0 - leeway <= x && x <= rect.x1 + leeway;
            wide && rect.y0 - leeway <= y && y <= rect.y1 + leeway
        };
        if boxes.iter().any(is_in) {
            inside += 1;
        } else {
            strays.push((x, y));
        }
    }
    (strays, inside)
}

type Painter = fn(&[u8], &[u32], &Path) -> Option<Vec<Picture>>;

fn only_boxes_change(painter: Painter, leeway: f64, without: &[&str]) {
    let dir = tempfile::tempdir().unwrap();
    let (mut changed, mut drawn, mut wrong) = (0, 0, Vec::new());
    for (name, file) in files() {
        if without.iter().any(|kind| name.starts_with(kind)) {
            continue;
        }
        let document = read(&file);
        // Every other tag is replaced, the rest is taken away.
        let mut odd = false;
        let plan = plan(&file, |tag| {
            odd = !odd;
            odd.then(|| other(tag))
        });
        let copy = rewrite(&file, &plan).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut numbers: Vec<u32> = document.tags.iter().map(|tag| tag.page).collect();
        numbers.dedup();
        numbers.truncate(MAX_PAGES);
        let Some(was) = painter(&file, &numbers, dir.path()) else {
            continue;
        };
        let is = painter(&copy, &numbers, dir.path()).unwrap();
        for (number, (was, is)) in numbers.iter().zip(was.iter().zip(&is)) {
            assert_eq!((was.0, was.1), (is.0, is.1), "{name}");
            let page = &document.pages[*number as usize - 1];
            let tags = document.tags.iter().filter(|tag| tag.page == *number);
            let boxes: Vec<Rect> = tags.map(|tag| tag.rect).collect();
            let (strays, inside) = differing(was, is, page, &boxes, leeway);
            if let Some(first) = strays.first() {
                wrong.push(format!(
                    "{name}, page {number}: {} at {first:?}",
                    strays.len()
                ));
            }
            changed += inside;
            drawn += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(
        drawn == 0 || changed > 1000,
        "only {changed} dots of {drawn} pages differ"
    );
    eprintln!("{drawn} pages drawn twice, {changed} dots differ in boxes");
}

#[test]
fn pages_are_drawn_by_poppler_as_before_but_for_the_tags_boxes() {
    // Poppler overlooks what only the table beside the old one names: fonts, and with them the text.
    only_boxes_change(by_poppler, LEEWAY_OF_OTHER_FONTS, &["hybrid_xref"]);
}

#[test]
fn pages_are_drawn_by_hayro_as_before_but_for_the_tags_boxes() {
    only_boxes_change(by_hayro, LEEWAY, &[]);
}
