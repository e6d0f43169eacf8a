//! How long a course waits for a call of the run-time.

use crate::Error;
use crate::figures::Figures;
use crate::scene::Scene;
use std::path::PathBuf;
use tokio::process::Command;

/// Adds the time of a call, over the calls of a course that saves as it goes, each with its line in the debug log.
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let scene = Scene::set(1).await?;
    let server = scene.start(&[]).await?;
    let site = std::env::var("BECKON_SITE_DIR").unwrap_or_else(|_| "target/site".to_owned());
    let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
    let output = Command::new("node")
        .arg("bench/player.mjs")
        .arg(PathBuf::from(target).join("player-page"))
        .arg(PathBuf::from(site).join("player/stage_bg.wasm"))
        .arg(scene.player_url(0))
        .output()
        .await?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let said = String::from_utf8(output.stdout)?;
    let (middle, slowest) = said.trim().split_once(' ').ok_or("no figures")?;
    figures.add("player/api/p50", middle.parse()?, "µs");
    figures.add("player/api/p99", slowest.parse()?, "µs");
    server.stop().await
}
