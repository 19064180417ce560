//! The files that are read: a contract, the corpus, and large ones that are made when needed.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

use lopdf::{Document, Object, ObjectId, Stream, dictionary};

use crate::Result;

/// Files that are read one after the other as one piece of work.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) files: Vec<PathBuf>,
    /// How often it is measured.
    pub(crate) rounds: usize,
}

const PAGES: usize = 2000;
const IMAGES: usize = 40;
const IMAGE_BYTES: usize = 2_500_000;

fn own(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The 7-page contract.
pub(crate) fn contract() -> PathBuf {
    own("files/contract.pdf")
}

/// Where what the bench makes is put: beside its own program.
pub(crate) fn made() -> io::Result<PathBuf> {
    let program = env::current_exe()?;
    let folder = program
        .parent()
        .unwrap_or(Path::new("."))
        .join("bench-files");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// All of them.
pub(crate) fn all() -> Result<Vec<Input>> {
    let folder = made()?;
    let (pages, images) = (folder.join("pages.pdf"), folder.join("images.pdf"));
    if !pages.exists() {
        write(&pages, many_pages(&contract())?)?;
    }
    if !images.exists() {
        write(&images, many_images())?;
    }
    let input = |name, files, rounds| Input {
        name,
        files,
        rounds,
    };
    Ok(vec![
        input("contract", vec![contract()], 41),
        input("corpus", pdfs(&own("../corpus"))?, 15),
        input("2000 pages", vec![pages], 7),
        input("100 MB of images", vec![images], 9),
    ])
}

/// Under its name only when it is whole.
#[allow(
    clippy::disallowed_methods,
    reason = "it can be made again, so it need not outlive a power cut"
)]
fn write(path: &Path, mut pdf: Document) -> Result<()> {
    let part = path.with_extension("part");
    pdf.save(&part)?;
    fs::rename(part, path)?;
    Ok(())
}

/// The PDFs of a folder, by name.
fn pdfs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.extension().is_some_and(|kind| kind == "pdf"));
    files.sort();
    Ok(files)
}

/// The contract's pages again and again, each with content of its own, and the fonts once.
fn many_pages(contract: &Path) -> Result<Document> {
    let mut pdf = Document::load(contract)?;
    let originals: Vec<ObjectId> = pdf.get_pages().into_values().collect();
    let root = pdf.catalog()?.get(b"Pages")?.as_reference()?;
    let mut kids = Vec::with_capacity(PAGES);
    for original in originals.iter().cycle().take(PAGES) {
        let mut page = pdf.get_dictionary(*original)?.clone();
        let content = page.get(b"Contents")?.as_reference()?;
        let content = pdf.get_object(content)?.clone();
        page.set("Contents", pdf.add_object(content));
        kids.push(Object::Reference(pdf.add_object(page)));
    }
    let tree = pdf.get_dictionary_mut(root)?;
    tree.set("Count", i64::try_from(kids.len())?);
    tree.set("Kids", kids);
    Ok(pdf)
}

/// Pages with a line of text and a picture each, the pictures noise, as JPEG data are.
fn many_images() -> Document {
    let mut pdf = Document::with_version("1.7");
    let root = pdf.new_object_id();
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
        "Encoding" => "WinAnsiEncoding",
    });
    let mut noise = Noise(1);
    let mut kids = Vec::with_capacity(IMAGES);
    for number in 1..=IMAGES {
        let image = dictionary! {
            "Type" => "XObject", "Subtype" => "Image", "Width" => 2000, "Height" => 2800,
            "ColorSpace" => "DeviceRGB", "BitsPerComponent" => 8, "Filter" => "DCTDecode",
        };
        let image = pdf.add_object(Stream::new(image, noise.bytes(IMAGE_BYTES)));
        let text = format!(
            "q 595 0 0 780 0 62 cm /Im Do Q BT /F 10 Tf 72 40 Td (Page {number}: <<Signer1>>) Tj ET"
        );
        let content = pdf.add_object(Stream::new(dictionary! {}, text.into_bytes()));
        let page = pdf.add_object(dictionary! {
            "Type" => "Page", "Parent" => root, "Contents" => content,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Resources" => dictionary! {
                "Font" => dictionary! { "F" => font }, "XObject" => dictionary! { "Im" => image },
            },
        });
        kids.push(Object::Reference(page));
    }
    let count = i64::try_from(kids.len()).unwrap_or(0);
    let tree = dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count };
    pdf.objects.insert(root, Object::Dictionary(tree));
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    pdf.trailer.set("Root", catalog);
    pdf
}

/// Numbers without order, the same in every run (xorshift).
struct Noise(u64);

impl Noise {
    fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            bytes.extend(self.0.to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}
