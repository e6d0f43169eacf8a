//! What was measured.

use crate::Error;
use serde::Serialize;

#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

#[derive(Debug, Serialize)]
struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
}

impl Figures {
    pub fn add(&mut self, name: &str, value: f64, unit: &'static str) {
        self.0.push(Figure {
            name: name.to_owned(),
            value: (value * 100.0).round() / 100.0,
            unit,
        });
    }

    /// A line for each.
    pub fn print(&self) {
        let width = self
            .0
            .iter()
            .map(|f| f.name.len())
            .max()
            .unwrap_or_default();
        for figure in &self.0 {
            println!(
                "{:width$}  {:>12.2} {}",
                figure.name, figure.value, figure.unit
            );
        }
    }

    /// `target/bench.json`.
    pub fn write(&self) -> Result<(), Error> {
        std::fs::create_dir_all("target")?;
        Ok(std::fs::write(
            "target/bench.json",
            serde_json::to_string_pretty(&self.0)? + "\n",
        )?)
    }
}
