//! Drawing a page with hayro, as a viewer shows it: CropBox, turned, on white.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro::hayro_syntax::object::{Array, MaybeRef, Object, Stream};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use session::ErrorCode;

use crate::Failure;
use crate::read::load;

/// The longest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 4_000;
/// The most pixels of a picture.
pub const MAX_PIXELS: u32 = 16_000_000;

/// Draws pages, and keeps the file it drew from last parsed.
#[derive(Default)]
pub struct Drawer {
    last: Option<(Key, Pdf)>,
}

/// What says that a file is still the one that was parsed.
#[derive(Clone, PartialEq)]
struct Key {
    path: PathBuf,
    bytes: u64,
    modified: Option<SystemTime>,
    password: Option<String>,
}

impl Drawer {
    /// Draws a page (from 1) that many pixels wide, less where the picture would be larger than
    /// [`MAX_SIDE`] or [`MAX_PIXELS`]. The answer is a PNG.
    ///
    /// # Errors
    /// When the file cannot be opened, has no such page, or the page cannot be drawn *whole*: a
    /// page that lacks something is never handed out as if it were the page.
    pub fn draw(
        &mut self,
        path: &Path,
        password: Option<&str>,
        page: u32,
        width_px: u32,
    ) -> Result<Vec<u8>, Failure> {
        let pdf = self.open(path, password)?;
        let page = (page as usize)
            .checked_sub(1)
            .and_then(|index| pdf.pages().get(index))
            .ok_or_else(|| undrawable("there is no such page"))?;
        contents_readable(page)?;
        png_of(draw_page(page, width_px)?)
    }

    fn open(&mut self, path: &Path, password: Option<&str>) -> Result<&Pdf, Failure> {
        let about = std::fs::metadata(path).ok();
        let key = Key {
            path: path.to_owned(),
            bytes: about.as_ref().map_or(0, std::fs::Metadata::len),
            modified: about.and_then(|about| about.modified().ok()),
            password: password.map(str::to_owned),
        };
        let known = self.last.take().filter(|(last, _)| *last == key);
        let pdf = match known {
            Some((_, pdf)) => pdf,
            None => parse(load(path, tags::Limits::default().max_bytes)?, password)?,
        };
        Ok(&self.last.insert((key, pdf)).1)
    }
}

fn parse(bytes: Vec<u8>, password: Option<&str>) -> Result<Pdf, Failure> {
    Pdf::new_with_password(bytes, password.unwrap_or_default()).map_err(|e| {
        let code = match e {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) if password.is_some() => {
                ErrorCode::PasswordWrong
            }
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => {
                ErrorCode::PasswordNeeded
            }
            LoadPdfError::Decryption(_) => ErrorCode::EncryptionUnknown,
            LoadPdfError::Invalid => ErrorCode::PdfDamaged,
        };
        Failure::new(code, format!("{e:?}"))
    })
}

fn undrawable(detail: impl Into<String>) -> Failure {
    Failure::new(ErrorCode::PdfDamaged, detail)
}

/// Whether all of the page's content can be decoded. The drawing library leaves out what it
/// cannot decode, which would give a blank page in silence.
fn contents_readable(page: &Page<'_>) -> Result<(), Failure> {
    let key: &[u8] = b"Contents";
    if !page.raw().contains_key(key) {
        return Ok(());
    }
    match page.raw().get::<Object<'_>>(key) {
        Some(Object::Stream(stream)) => readable(&stream),
        Some(Object::Array(parts)) => all_readable(page, &parts),
        Some(Object::Null(_)) => Ok(()),
        _ => Err(undrawable("the page's content is missing")),
    }
}

fn all_readable<'a>(page: &Page<'a>, parts: &Array<'a>) -> Result<(), Failure> {
    for part in parts.raw_iter() {
        let stream = match part {
            MaybeRef::Ref(reference) => page.xref().get::<Stream<'a>>(reference.into()),
            MaybeRef::NotRef(object) => object.into_stream(),
        };
        readable(&stream.ok_or_else(|| undrawable("a part of the page's content is missing"))?)?;
    }
    Ok(())
}

fn readable(stream: &Stream<'_>) -> Result<(), Failure> {
    /// What packing nothing takes up at most.
    const NOTHING: usize = 32;
    let bad = || undrawable("the page's content cannot be decoded");
    let named = match stream.dict().get::<Object<'_>>(b"Filter" as &[u8]) {
        Some(Object::Array(filters)) => filters.raw_iter().count(),
        Some(Object::Name(_)) => 1,
        _ => 0,
    };
    // The library passes over filters that it does not know, and over damaged packing.
    if named != stream.filters().len() {
        return Err(bad());
    }
    let data = stream.decoded_data().map_err(|_| bad())?;
    if data.is_empty() && stream.raw_data().len() > NOTHING {
        return Err(bad());
    }
    Ok(())
}

/// Pixels of a picture of a page that is `width` × `height` points as displayed.
fn picture_size(width: f32, height: f32, width_px: u32) -> Option<(u16, u16)> {
    let (width, height) = (f64::from(width), f64::from(height));
    let sane = |side: f64| side.is_finite() && side > 0.0;
    if !sane(width) || !sane(height) {
        return None;
    }
    let side = f64::from(MAX_SIDE);
    let scale = (f64::from(width_px.max(1)) / width)
        .min(side / width)
        .min(side / height)
        .min((f64::from(MAX_PIXELS) / (width * height)).sqrt());
    let pixels = |points: f64| ((points * scale).round().clamp(1.0, side)) as u16;
    Some((pixels(width), pixels(height)))
}

fn draw_page(page: &Page<'_>, width_px: u32) -> Result<Pixmap, Failure> {
    let (width, height) = page.render_dimensions();
    let (width_px, height_px) =
        picture_size(width, height, width_px).ok_or_else(|| undrawable("the page has no size"))?;

    let lacks = Arc::new(AtomicBool::new(false));
    let noted = Arc::clone(&lacks);
    let settings = InterpreterSettings {
        warning_sink: Arc::new(move |warning| match warning {
            // An annotation without an appearance shows nothing in other viewers too.
            InterpreterWarning::UnresolvedAnnotationAppearance => {}
            // A font that cannot be used, an image that cannot be decoded.
            _ => noted.store(true, Ordering::Relaxed),
        }),
        ..InterpreterSettings::default()
    };

    let mut context = RenderContext::new(width_px, height_px);
    let to_pixels = Affine::scale_non_uniform(
        f64::from(width_px) / f64::from(width),
        f64::from(height_px) / f64::from(height),
    ) * page.initial_transform(true).to_kurbo();
    let cache = RenderCache::new();
    render_into(
        page,
        &cache,
        &settings,
        &RenderSettings::default(),
        &mut context,
        to_pixels,
    );
    context.flush();

    if lacks.load(Ordering::Relaxed) {
        return Err(undrawable("a font or an image of the page cannot be used"));
    }

    let mut picture = Pixmap::new(width_px, height_px);
    context.render_with(
        &mut picture,
        &mut Resources::default(),
        RasterizerSettings {
            target_init: TargetInit::Clear(WHITE),
            ..Default::default()
        },
    );
    Ok(picture)
}

/// The picture as a PNG without alpha (the ground is white), encoded as fast as may be: it goes
/// over a pipe to the same computer's screen.
fn png_of(picture: Pixmap) -> Result<Vec<u8>, Failure> {
    let fault = |e: png::EncodingError| Failure::new(ErrorCode::Internal, e.to_string());
    let (width, height) = (u32::from(picture.width()), u32::from(picture.height()));
    let rgb: Vec<u8> = picture
        .data()
        .iter()
        .flat_map(|pixel| [pixel.r, pixel.g, pixel.b])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fastest);
    let mut writer = encoder.write_header().map_err(fault)?;
    writer.write_image_data(&rgb).map_err(fault)?;
    writer.finish().map_err(fault)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_as_wide_as_asked() {
        assert_eq!(picture_size(595.0, 842.0, 1190), Some((1190, 1684)));
    }

    #[test]
    fn no_picture_is_larger_than_the_caps() {
        for (w, h, px) in [
            (595.0, 842.0, u32::MAX),
            (1.0, 14_400.0, 900),
            (14_400.0, 1.0, 9_000),
        ] {
            let (w, h) = picture_size(w, h, px).unwrap();
            assert!(u32::from(w) <= MAX_SIDE && u32::from(h) <= MAX_SIDE);
            assert!(u32::from(w) * u32::from(h) <= MAX_PIXELS + MAX_SIDE);
        }
    }

    #[test]
    fn a_page_without_a_size_has_no_picture() {
        assert_eq!(picture_size(f32::NAN, 10.0, 100), None);
        assert_eq!(picture_size(0.0, 10.0, 100), None);
    }
}
