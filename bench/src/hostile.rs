//! Packages made to do harm: how long the worst takes, and how much memory.

use crate::Error;
use crate::figures::Figures;
use crate::scene;
use beckon_domain::courses::imports;
use beckon_domain::{Domain, accounts};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::process::Command;

/// The first argument of the process that imports one package.
pub const CHILD: &str = "import-one";
/// Longer than this no import may take before it is stopped.
const PATIENCE: Duration = Duration::from_secs(120);

/// Adds how many of the packages end as their table says, and the most seconds and the most memory that one took. Each is
/// imported whole, database and all, by a process of its own. They lie beside the checkout (`../shared/packages`, or
/// where `BECKON_SHARED` says).
pub async fn measure(figures: &mut Figures) -> Result<(), Error> {
    let shared = std::env::var_os("BECKON_SHARED").map_or("../shared".into(), PathBuf::from);
    let folder = shared.join("packages/hostile");
    let Ok(table) = std::fs::read_to_string(folder.join("EXPECTED.tsv")) else {
        eprintln!(
            "hostile packages are not measured: there are none at {}",
            folder.display()
        );
        return Ok(());
    };
    let data = tempfile::tempdir()?;
    let domain = open(data.path()).await?;
    accounts::create_first_instructor(&domain, scene::instructor()).await?;
    domain.db.close().await;
    let (mut as_told, mut slowest, mut largest) = (0, (0.0, ""), (0.0, ""));
    for row in table.lines().skip(1) {
        let mut cells = row.split('\t');
        let (name, told) = (
            cells.next().unwrap_or_default(),
            cells.next().unwrap_or_default(),
        );
        let one = import(&folder.join(name), data.path()).await?;
        if one.ended == told {
            as_told += 1;
        } else {
            eprintln!("{name} should have {told}, but {}", one.ended);
        }
        if one.seconds > slowest.0 {
            slowest = (one.seconds, name);
        }
        if one.megabytes > largest.0 {
            largest = (one.megabytes, name);
        }
    }
    eprintln!("the slowest was {}, the largest {}", slowest.1, largest.1);
    figures.add("hostile/as-told", f64::from(as_told), "packages");
    figures.add("hostile/slowest", slowest.0, "s");
    figures.add("hostile/peak-memory", largest.0, "MB");
    Ok(())
}

/// One import by a process of its own.
struct Import {
    /// `imports` or `refused`.
    ended: String,
    seconds: f64,
    /// The most memory that the process ever had resident, in MB.
    megabytes: f64,
}

/// Lets a process import the package into this data folder, which has an instructor.
async fn import(zip: &Path, data: &Path) -> Result<Import, Error> {
    let begun = Instant::now();
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(CHILD).args([zip, data]).kill_on_drop(true);
    let output = tokio::time::timeout(PATIENCE, command.output())
        .await
        .map_err(|_| format!("{} was not read within {PATIENCE:?}", zip.display()))??;
    let seconds = begun.elapsed().as_secs_f64();
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("{}: {}: {said}", zip.display(), output.status).into());
    }
    let said = String::from_utf8(output.stdout)?;
    let (ended, megabytes) = said.trim().split_once(' ').ok_or("no answer")?;
    Ok(Import {
        ended: ended.to_owned(),
        seconds,
        megabytes: megabytes.parse()?,
    })
}

/// What that process does; prints how it ended and its memory.
pub async fn import_one(zip: &Path, data: &Path) -> Result<(), Error> {
    let domain = open(data).await?;
    let who = accounts::instructor_by_email(&domain, &scene::instructor().email).await?;
    let ended = match imports::import_file(&domain, &who, zip).await {
        Ok(_) => "imports",
        Err(beckon_domain::Error::Problem(_)) => "refused",
        Err(error) => return Err(error.into()),
    };
    domain.db.close().await;
    println!("{ended} {}", scene::megabytes("self", "status", "VmHWM:")?);
    Ok(())
}

async fn open(data: &Path) -> Result<Domain, Error> {
    let url = format!("sqlite:{}/beckon.sqlite", data.display());
    Ok(Domain::open(&url, scene::settings(data, 0)).await?)
}
