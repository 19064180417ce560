//! Hands the window's settings to Tauri.

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // With a pattern of our own Tauri no longer watches the folder.
    println!("cargo:rerun-if-changed=src-tauri/capabilities");
    let attributes =
        tauri_build::Attributes::new().capabilities_path_pattern("./src-tauri/capabilities/**/*");
    tauri_build::try_build(attributes)?;
    // Schemas for editors, which nobody here uses; they would stand at the top of the tree.
    if std::path::Path::new("gen").exists() {
        std::fs::remove_dir_all("gen")?;
    }
    Ok(())
}
