//! How much a browser has to fetch.

use crate::Error;
use crate::figures::Figures;
use std::path::{Path, PathBuf};

/// Adds raw and brotli sizes of the pages' and the player's WASM, scripts and styles.
pub fn measure(figures: &mut Figures) -> Result<(), Error> {
    let site = PathBuf::from(
        std::env::var("BECKON_SITE_DIR").unwrap_or_else(|_| "target/site".to_owned()),
    );
    for (part, folder) in [("pages", site.join("pkg")), ("player", site.join("player"))] {
        for kind in ["wasm", "js", "css"] {
            let (mut raw, mut brotli) = (0, 0);
            for file in files(&folder, kind)? {
                raw += std::fs::metadata(&file)?.len();
                let packed = PathBuf::from(format!("{}.br", file.display()));
                brotli += std::fs::metadata(&packed)
                    .map_err(|e| format!("{}: {e}", packed.display()))?
                    .len();
            }
            figures.add(&format!("size/{part}/{kind}/raw"), raw as f64 / 1e3, "kB");
            figures.add(
                &format!("size/{part}/{kind}/brotli"),
                brotli as f64 / 1e3,
                "kB",
            );
        }
    }
    Ok(())
}

fn files(folder: &Path, kind: &str) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, kind)?);
        } else if path.extension().is_some_and(|e| e == kind) {
            found.push(path);
        }
    }
    Ok(found)
}
