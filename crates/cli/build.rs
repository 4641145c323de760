//! Gives the program for Windows its icon and version.

use std::env::var;
use std::path::Path;

const ICON: &str = "../../icons/icon.ico";

fn main() {
    println!("cargo::rerun-if-changed={ICON}");
    if std::env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    if let Err(error) = add_resources() {
        println!("cargo::error={error}");
        std::process::exit(1);
    }
}

fn add_resources() -> Result<(), Box<dyn std::error::Error>> {
    let version = var("CARGO_PKG_VERSION")?;
    let numbers = version.split(['.', '-', '+']).take(3).collect::<Vec<_>>().join(",");
    let icon = Path::new(&var("CARGO_MANIFEST_DIR")?).join(ICON);
    let icon = icon.display().to_string().replace('\\', "/");
    // 0x40004: for 32-bit Windows and its followers; 1: a program; 0x0409, 1200: English, Unicode.
    let text = format!(
        r#"1 ICON "{icon}"
1 VERSIONINFO
FILEVERSION {numbers},0
PRODUCTVERSION {numbers},0
FILEOS 0x40004
FILETYPE 1
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904b0"
    BEGIN
      VALUE "CompanyName", "Koshin"
      VALUE "FileDescription", "Koshin on the command line"
      VALUE "FileVersion", "{version}"
      VALUE "ProductName", "Koshin"
      VALUE "ProductVersion", "{version}"
    END
  END
  BLOCK "VarFileInfo"
  BEGIN
    VALUE "Translation", 0x0409, 1200
  END
END
"#
    );
    let file = Path::new(&var("OUT_DIR")?).join("koshin-cli.rc");
    std::fs::write(&file, text)?;
    embed_resource::compile(&file, embed_resource::NONE).manifest_required()?;

    Ok(())
}
