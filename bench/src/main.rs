//! Measures the product as it is built for release: `make bench`, or `make bench ONLY=name`.
//!
//! Prints a table and writes `target/bench.json`, a list of `{"name", "value", "unit"}`. Figures of one run compare with
//! each other; the machine is noisy, so compare runs by their ratios.

mod api;
mod commits;
mod figures;
mod hostile;
mod import;
mod invite;
mod load;
mod mail;
mod player;
mod recipients;
mod reportage;
mod results;
mod scene;
mod sizes;

use figures::Figures;
use scene::Scene;
use std::time::Duration;

/// What can be asked for by name.
const NAMES: [&str; 13] = [
    "size",
    "invite",
    "mail",
    "recipients",
    "reportage",
    "hostile",
    "import",
    "commits",
    "api",
    "player",
    "start",
    "memory",
    "pages",
];

/// How long each load lasts, and how much of it comes at once.
const SECONDS: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 32;

type Error = Box<dyn std::error::Error + Send + Sync>;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [hostile::CHILD, zip, data] = &*arguments.iter().map(String::as_str).collect::<Vec<_>>()
    {
        return hostile::import_one(zip.as_ref(), data.as_ref()).await;
    }
    let only = arguments.into_iter().next().unwrap_or_default();
    if !only.is_empty() && !NAMES.contains(&only.as_str()) {
        return Err(format!(
            "there is no measurement “{only}”; there are {}",
            NAMES.join(", ")
        )
        .into());
    }
    let wanted = |name: &str| only.is_empty() || only == name;
    let mut figures = Figures::default();
    if wanted("size") {
        sizes::measure(&mut figures)?;
    }
    if wanted("invite") {
        invite::measure(&mut figures).await?;
    }
    if wanted("mail") {
        mail::measure(&mut figures).await?;
    }
    if wanted("recipients") {
        recipients::measure(&mut figures).await?;
    }
    if wanted("reportage") {
        reportage::measure(&mut figures).await?;
    }
    if wanted("hostile") {
        hostile::measure(&mut figures).await?;
    }
    if wanted("import") {
        import::measure(&mut figures).await?;
    }
    if wanted("commits") {
        commits::measure(&mut figures).await?;
    }
    if wanted("api") {
        api::measure(&mut figures).await?;
    }
    if wanted("player") {
        player::measure(&mut figures).await?;
    }
    if NAMES[10..].iter().any(|name| wanted(name)) {
        let scene = Scene::set(1).await?;
        let server = scene.start(&[]).await?;
        if wanted("start") {
            figures.add(
                "start/first-answer",
                server.started_in.as_secs_f64() * 1e3,
                "ms",
            );
        }
        if wanted("memory") {
            tokio::time::sleep(Duration::from_secs(2)).await;
            figures.add("memory/idle", server.memory()?, "MB");
        }
        if wanted("pages") {
            pages(&scene, &mut figures).await?;
        }
        server.stop().await?;
    }
    figures.print();
    figures.write()
}

async fn pages(scene: &Scene, figures: &mut Figures) -> Result<(), Error> {
    let cookie = scene.sign_in().await?;
    for (name, path, cookie) in [
        ("sign-up", scene.public_path(), None),
        ("dashboard", "/".to_owned(), Some(cookie)),
    ] {
        let url = format!("{}{path}", scene.public_url());
        let done = load::run(SECONDS, AT_ONCE, |client, _| {
            let mut request = client.get(&url);
            if let Some(cookie) = &cookie {
                request = request.header("cookie", cookie);
            }
            request
        })
        .await?;
        figures.add(&format!("pages/{name}/rate"), done.per_second(), "1/s");
        figures.add(&format!("pages/{name}/p50"), done.percentile(0.50), "ms");
        figures.add(&format!("pages/{name}/p99"), done.percentile(0.99), "ms");
    }
    Ok(())
}
