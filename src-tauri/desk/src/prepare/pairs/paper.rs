//! Small PDFs, each with one thing about it.

use lopdf::{
    Dictionary, Document, EncryptionState, EncryptionVersion, Object, ObjectId, Permissions,
    Stream, StringFormat, dictionary,
};

/// One page of A4 with a font `F1`, an image `X` and a layer `L` at hand.
pub(super) struct Paper {
    pdf: Document,
    page: ObjectId,
    catalog: ObjectId,
    layer: ObjectId,
}

/// A page with that content.
pub(super) fn paper(content: &str) -> Paper {
    let mut pdf = Document::with_version("1.7");
    let (pages, page) = (pdf.new_object_id(), pdf.new_object_id());
    let font = pdf.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica",
    });
    let image = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
    };
    let image = pdf.add_object(Stream::new(image, vec![128]));
    let layer = pdf.add_object(dictionary! { "Type" => "OCG", "Name" => text("Notes") });
    let content = pdf.add_object(Stream::new(Dictionary::new(), content.as_bytes().to_vec()));
    let resources = dictionary! {
        "Font" => dictionary! { "F1" => font },
        "XObject" => dictionary! { "X" => image },
        "Properties" => dictionary! { "L" => layer },
    };
    pdf.set_object(
        page,
        dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => content, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        },
    );
    pdf.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 },
    );
    let catalog = pdf.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    pdf.trailer.set("Root", catalog);
    let id = Object::String(vec![7; 16], StringFormat::Hexadecimal);
    pdf.trailer.set("ID", vec![id.clone(), id]);
    Paper {
        pdf,
        page,
        catalog,
        layer,
    }
}

/// Text of 10 points at a place.
pub(super) fn at(x: i32, y: i32, text: &str) -> String {
    sized(10, x, y, text)
}

/// Text of that size at a place.
pub(super) fn sized(size: u8, x: i32, y: i32, text: &str) -> String {
    format!("BT /F1 {size} Tf {x} {y} Td ({text}) Tj ET ")
}

pub(super) fn text(text: &str) -> Object {
    Object::string_literal(text)
}

impl Paper {
    /// An entry of the catalog.
    pub(super) fn catalog(mut self, key: &str, value: impl Into<Object>) -> Self {
        let catalog = self.pdf.get_dictionary_mut(self.catalog).unwrap();
        catalog.set(key, value);
        self
    }

    /// A catalog's entry that is a stream of its own.
    pub(super) fn catalog_stream(mut self, key: &str, data: &str) -> Self {
        let stream = Stream::new(Dictionary::new(), data.as_bytes().to_vec());
        let id = self.pdf.add_object(stream);
        self.catalog(key, id)
    }

    /// A form with one field, which stands on the page.
    pub(super) fn field(mut self, mut field: Dictionary) -> Self {
        field.set("Subtype", "Widget");
        field.set("Rect", vec![60.into(), 400.into(), 200.into(), 440.into()]);
        field.set("P", self.page);
        let id = self.pdf.add_object(field);
        let page = self.pdf.get_dictionary_mut(self.page).unwrap();
        page.set("Annots", vec![id.into()]);
        self.catalog("AcroForm", dictionary! { "Fields" => vec![id.into()] })
    }

    /// An XFA form beside the fields, or, where it is dynamic, instead of them.
    pub(super) fn xfa(mut self, template: &str, dynamic: bool) -> Self {
        let stream = Stream::new(Dictionary::new(), template.as_bytes().to_vec());
        let id = self.pdf.add_object(stream);
        let catalog = self.pdf.get_dictionary_mut(self.catalog).unwrap();
        let form = catalog.get_mut(b"AcroForm").and_then(Object::as_dict_mut);
        let form = form.unwrap();
        form.set("XFA", id);
        if dynamic {
            form.set("Fields", Vec::<Object>::new());
        }
        self
    }

    /// Whether the layer is on.
    pub(super) fn layer(self, on: bool) -> Self {
        let layer = self.layer;
        let state = if on { "ON" } else { "OFF" };
        let config = dictionary! { state => vec![layer.into()] };
        self.catalog(
            "OCProperties",
            dictionary! { "OCGs" => vec![layer.into()], "D" => config },
        )
    }

    /// So many pages more, all blank.
    pub(super) fn more_pages(mut self, count: u32) -> Self {
        let pages = self.pdf.catalog().unwrap().get(b"Pages").unwrap();
        let pages = pages.as_reference().unwrap();
        let mut kids = vec![Object::Reference(self.page)];
        for _ in 0..count {
            let page = self.pdf.add_object(dictionary! {
                "Type" => "Page", "Parent" => pages,
                "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            });
            kids.push(page.into());
        }
        let tree = self.pdf.get_dictionary_mut(pages).unwrap();
        tree.set("Count", i64::from(count) + 1);
        tree.set("Kids", kids);
        self
    }

    /// Encrypted, opening with that password, allowing that.
    pub(super) fn encrypted(mut self, password: &str, permissions: Permissions) -> Vec<u8> {
        let version = EncryptionVersion::V2 {
            document: &self.pdf,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions,
        };
        let state = EncryptionState::try_from(version).unwrap();
        self.pdf.encrypt(&state).unwrap();
        self.bytes()
    }

    pub(super) fn bytes(mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.pdf.save_to(&mut bytes).unwrap();
        bytes
    }

    /// With a table of objects that is nowhere near.
    pub(super) fn without_table(self) -> Vec<u8> {
        let bytes = self.bytes();
        let from = bytes
            .windows(9)
            .rposition(|nine| nine == b"startxref")
            .unwrap();
        [&bytes[..from], b"startxref\n7\n%%EOF"].concat()
    }
}
