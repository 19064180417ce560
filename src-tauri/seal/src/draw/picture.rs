//! A picture of a signature or of an office's logo: pixels, and nothing else that its file held.

use std::io::Cursor;
use std::sync::Arc;

use krilla::image::Image;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::SealError;

/// The largest width and height in pixels.
const LARGEST_SIDE: u32 = 4_000;
/// The most pixels.
const MOST_PIXELS: u64 = 4_000_000;
/// The largest file in bytes.
const LARGEST_FILE: usize = 2 << 20;

/// A picture, decoded within bounds. Where it was taken, with what, and every other remark of its
/// file is left behind. Cheap to clone.
#[derive(Clone)]
pub struct Picture {
    width: u32,
    height: u32,
    /// Red, green, blue, opacity.
    pixels: Arc<[u8]>,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}

impl Picture {
    /// Reads a PNG or a JPEG.
    ///
    /// # Errors
    /// [`SealError::PictureUnusable`] when it is neither, is damaged or too large, or shows nothing.
    pub fn read(file: &[u8]) -> Result<Self, SealError> {
        if file.len() > LARGEST_FILE {
            return Err(unusable("the file is too large"));
        }
        let picture = if file.starts_with(b"\x89PNG") {
            png(file)?
        } else if file.starts_with(&[0xff, 0xd8, 0xff]) {
            jpeg(file)?
        } else {
            return Err(unusable("neither PNG nor JPEG"));
        };
        let shows = |p: &[u8]| match p {
            [r, g, b, a] => *a > 8 && [r, g, b].into_iter().any(|v| *v < 248),
            _ => false,
        };
        if picture.pixels.chunks_exact(4).any(shows) {
            Ok(picture)
        } else {
            Err(unusable("it shows nothing"))
        }
    }

    /// Width and height in pixels.
    pub(crate) fn size(&self) -> (f32, f32) {
        (self.width as f32, self.height as f32)
    }

    /// For drawing.
    pub(crate) fn image(&self) -> Image {
        Image::from_rgba8(self.pixels.to_vec(), self.width, self.height)
    }
}

fn unusable(why: impl ToString) -> SealError {
    SealError::PictureUnusable(why.to_string())
}

/// Whether a picture of that size is within bounds; asked before its pixels are made.
fn bounded(width: u32, height: u32) -> Result<(), SealError> {
    let sides = 1..=LARGEST_SIDE;
    let pixels = u64::from(width) * u64::from(height);
    if sides.contains(&width) && sides.contains(&height) && pixels <= MOST_PIXELS {
        Ok(())
    } else {
        Err(unusable(format!("it measures {width} × {height}")))
    }
}

fn png(file: &[u8]) -> Result<Picture, SealError> {
    use png::{ColorType, Transformations};
    let mut decoder = png::Decoder::new_with_limits(
        Cursor::new(file),
        png::Limits {
            bytes: 5 * MOST_PIXELS as usize,
        },
    );
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    decoder.set_transformations(
        Transformations::EXPAND | Transformations::STRIP_16 | Transformations::ALPHA,
    );
    let mut reader = decoder.read_info().map_err(unusable)?;
    let (width, height) = (reader.info().width, reader.info().height);
    bounded(width, height)?;
    let size = reader
        .output_buffer_size()
        .ok_or_else(|| unusable("too large"))?;
    let mut bytes = vec![0; size];
    let frame = reader.next_frame(&mut bytes).map_err(unusable)?;
    bytes.truncate(frame.buffer_size());
    let pixels: Arc<[u8]> = match frame.color_type {
        ColorType::Rgba => bytes.into(),
        ColorType::GrayscaleAlpha => bytes
            .as_chunks()
            .0
            .iter()
            .flat_map(|[grey, opacity]| [*grey, *grey, *grey, *opacity])
            .collect(),
        other => return Err(unusable(format!("colours of kind {other:?}"))),
    };
    Ok(Picture {
        width,
        height,
        pixels,
    })
}

fn jpeg(file: &[u8]) -> Result<Picture, SealError> {
    let side = LARGEST_SIDE as usize;
    let options = DecoderOptions::default()
        .set_max_width(side)
        .set_max_height(side)
        .jpeg_set_max_scans(100)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(file), options);
    decoder.decode_headers().map_err(unusable)?;
    let info = decoder.info().ok_or_else(|| unusable("no size"))?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    bounded(width, height)?;
    let pixels = decoder.decode().map_err(unusable)?;
    if pixels.len() as u64 != u64::from(width) * u64::from(height) * 4 {
        return Err(unusable("colours of another kind"));
    }
    Ok(Picture {
        width,
        height,
        pixels: pixels.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32, pixel: [u8; 4]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder
            .add_text_chunk("Author".into(), "Somebody".into())
            .unwrap();
        let pixels = pixel.repeat((width * height) as usize);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(&pixels).unwrap();
        writer.finish().unwrap();
        file
    }

    #[test]
    fn only_the_pixels_of_a_picture_are_kept() {
        let picture = Picture::read(&png_of(30, 10, [20, 30, 90, 255])).unwrap();
        assert_eq!(picture.size(), (30.0, 10.0));
        assert_eq!(picture.pixels.len(), 30 * 10 * 4);
    }

    #[test]
    fn a_picture_that_shows_nothing_is_too_large_or_is_none_is_refused() {
        let refused =
            |file: &[u8]| matches!(Picture::read(file), Err(SealError::PictureUnusable(_)));
        assert!(refused(&png_of(3, 3, [255, 255, 255, 255])));
        assert!(refused(&png_of(3, 3, [0, 0, 0, 0])));
        assert!(refused(&png_of(4_001, 1, [0, 0, 0, 255])));
        assert!(refused(b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        assert!(refused(b""));
        let whole = png_of(30, 10, [20, 30, 90, 255]);
        for length in 0..whole.len() - 12 {
            assert!(refused(whole.get(..length).unwrap()), "cut at {length}");
        }
        // A size that only the header claims.
        let mut claims = whole;
        claims[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        assert!(refused(&claims));
    }
}
