//! Large packages, from the first byte of the upload until the course stands in the library.

use crate::Error;
use crate::figures::Figures;
use crate::scene::Scene;
use reqwest::{Body, Client, redirect};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};
use tokio_util::io::ReaderStream;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const MANIFEST: &str = r#"<manifest identifier="M" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"><metadata><schemaversion>1.2</schemaversion></metadata><organizations default="O"><organization identifier="O"><title>Large</title><item identifier="I" identifierref="R"><title>Large</title></item></organization></organizations><resources><resource identifier="R" type="webcontent" adlcp:scormtype="sco" href="index.html"/></resources></manifest>"#;

/// Adds how long a package of 138 MB takes that has 400 files, and how much memory the server has at most while it takes
/// in one of 1 GiB.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let zip = folder.path().join("large.zip");
    let scene = Scene::set(1).await?;
    let server = scene.start(&[]).await?;
    write(&zip, 400, 345_000)?;
    figures.add("import/138MB/seconds", import(&scene, &zip).await?, "s");
    // A little below 1 GiB, for the zip's own records.
    write(&zip, 64, (1 << 24) - 1024)?;
    figures.add("import/1GiB/seconds", import(&scene, &zip).await?, "s");
    figures.add("import/1GiB/peak-memory", server.peak()?, "MB");
    server.stop().await
}

/// Uploads the package and waits for the course; gives how long both took together, in seconds.
async fn import(scene: &Scene, zip: &Path) -> Result<f64, Error> {
    let client = Client::builder()
        .redirect(redirect::Policy::none())
        .build()?;
    let cookie = scene.sign_in().await?;
    let begun = Instant::now();
    let file = tokio::fs::File::open(zip).await?;
    let answer = client
        .post(format!(
            "{}/library/upload?name=large.zip",
            scene.public_url()
        ))
        .header("cookie", &cookie)
        .body(Body::wrap_stream(ReaderStream::with_capacity(
            file,
            256 * 1024,
        )))
        .send()
        .await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer.bytes().await?)?;
    let id = answer["import"]
        .as_str()
        .ok_or_else(|| answer.to_string())?;
    let page = format!("{}/library/imports/{id}", scene.public_url());
    while begun.elapsed() < Duration::from_secs(600) {
        // Only who reads pages is redirected by the status.
        let asked = client.get(&page).header("accept", "text/html");
        let answer = asked.header("cookie", &cookie).send().await?;
        if answer.status().is_redirection() {
            return Ok(begun.elapsed().as_secs_f64());
        }
        let page = answer.text().await?;
        if page.contains("Not taken in") {
            return Err("the package was refused".into());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("the package was not taken in within ten minutes".into())
}

/// A course with so many files of so many bytes, which can't be packed any smaller, as films and pictures can't.
fn write(zip: &Path, files: u32, bytes: usize) -> Result<(), Error> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(zip)?));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in [
        ("imsmanifest.xml", MANIFEST),
        ("index.html", "<h1>Large</h1>"),
    ] {
        zip.start_file(name, stored)?;
        zip.write_all(text.as_bytes())?;
    }
    let mut content = vec![0; bytes];
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    for n in 0..files {
        for piece in content.chunks_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            piece.copy_from_slice(&state.to_le_bytes()[..piece.len()]);
        }
        zip.start_file(format!("media/{n}.mp4"), stored)?;
        zip.write_all(&content)?;
    }
    zip.finish()?.flush()?;
    Ok(())
}
