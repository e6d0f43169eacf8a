//! Requests, as many as are answered in a given time.

use crate::Error;
use reqwest::{Client, RequestBuilder};
use std::time::{Duration, Instant};

/// Whose turn it is: each lane sends one request after the other.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    pub lane: usize,
    pub round: usize,
}

/// How long each answer took.
pub struct Done {
    took: Vec<Duration>,
    over: Duration,
}

/// Sends requests in `lanes` for the given time; any answer but a success is an error.
pub async fn run(
    time: Duration,
    lanes: usize,
    request: impl Fn(&Client, Turn) -> RequestBuilder,
) -> Result<Done, Error> {
    let client = Client::builder()
        .tcp_nodelay(true)
        .pool_max_idle_per_host(lanes)
        .build()?;
    let begun = Instant::now();
    let lane = async |lane: usize| -> Result<Vec<Duration>, Error> {
        let mut took = Vec::new();
        for round in 0.. {
            let sent = Instant::now();
            if sent - begun >= time {
                break;
            }
            let answer = request(&client, Turn { lane, round }).send().await?;
            let status = answer.status();
            let body = answer.bytes().await?;
            if !status.is_success() {
                return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
            }
            took.push(sent.elapsed());
        }
        Ok(took)
    };
    let mut took = Vec::new();
    for lane in futures::future::join_all((0..lanes).map(lane)).await {
        took.extend(lane?);
    }
    took.sort();
    Ok(Done {
        took,
        over: begun.elapsed(),
    })
}

impl Done {
    pub fn per_second(&self) -> f64 {
        self.took.len() as f64 / self.over.as_secs_f64()
    }

    /// In milliseconds.
    pub fn percentile(&self, part: f64) -> f64 {
        let at = ((self.took.len() as f64 * part) as usize).min(self.took.len().saturating_sub(1));
        self.took.get(at).map_or(0.0, |d| d.as_secs_f64() * 1e3)
    }
}
