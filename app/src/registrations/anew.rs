//! Beginning a registration anew.

use super::api::{ResetRegistration, StartOver};
use crate::error::{failure, overall};
use crate::ui::{Button, Dialog, Failure, Look};
use beckon_model::registration::RegistrationPage;
use leptos::prelude::*;

/// The two ways to begin anew.
#[derive(Clone, Copy)]
pub struct Anew {
    over: ServerAction<StartOver>,
    reset: ServerAction<ResetRegistration>,
}

impl Anew {
    pub fn new() -> Self {
        Self {
            over: ServerAction::new(),
            reset: ServerAction::new(),
        }
    }

    /// Changes whenever one of them was done.
    pub fn version(self) -> usize {
        self.over.version().get() + self.reset.version().get()
    }
}

#[component]
pub fn BeginAnew(registration: RegistrationPage, anew: Anew) -> impl IntoView {
    let Anew { over, reset } = anew;
    let called = registration.called().to_owned();
    let launches = match registration.launches.len() {
        1 => "its one launch".to_owned(),
        n => format!("its {n} launches"),
    };
    let attempt = registration.instance.to_string();
    let (over_words, reset_words) = (
        format!(
            "{called} begins a new attempt at the next launch. A launch that is open now ends."
        ),
        format!(
            "All attempts are forgotten for good, with {launches}, their flags and their debug logs. {called} stays registered."
        ),
    );
    let id = registration.id.0;
    let same = id.clone();
    (!registration.launches.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="anew">
                <h2 id="anew">"Begin anew"</h2>
                <Failure message=overall(failure(over)) />
                <Failure message=overall(failure(reset)) />
                <p>
                    "A new attempt begins at the next launch with nothing done. What was done so far stays here, as an earlier attempt."
                </p>
                <div class="actions">
                    <Dialog id="start-over" opener="Start over…" title="Start over?">
                        <p>{over_words}</p>
                        <ActionForm action=over>
                            <input type="hidden" name="id" value=same />
                            <input type="hidden" name="attempt" value=attempt />
                            <Button look=Look::Primary busy=over.pending()>
                                "Start over"
                            </Button>
                        </ActionForm>
                    </Dialog>
                    <Dialog id="reset" opener="Reset…" title="Reset this registration?">
                        <p>{reset_words}</p>
                        <ActionForm action=reset>
                            <input type="hidden" name="id" value=id />
                            <Button look=Look::Danger busy=reset.pending()>
                                "Forget everything"
                            </Button>
                        </ActionForm>
                    </Dialog>
                </div>
            </section>
        }
        .into_any()
    })
}
