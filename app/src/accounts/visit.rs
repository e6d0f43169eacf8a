use super::api;
use crate::error::AppError;
use beckon_model::account::{Installation, Me};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use serde::{Deserialize, Serialize};

/// Who is here, and what the installation is like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visitor {
    pub me: Option<Me>,
    pub installation: Installation,
}

/// The visitor, for every page; asked again after signing in or out.
#[derive(Clone, Copy)]
pub struct Visit {
    pub visitor: Resource<Result<Visitor, AppError>>,
    changes: RwSignal<u32>,
}

impl Visit {
    pub fn new() -> Self {
        let changes = RwSignal::new(0);
        Self {
            visitor: Resource::new(move || changes.get(), |_| api::who_is_here()),
            changes,
        }
    }

    /// Changes when someone signs in or out.
    pub fn visits(self) -> u32 {
        self.changes.get()
    }

    /// Asks again once the action has succeeded.
    pub fn changed_by<S>(self, action: ServerAction<S>)
    where
        S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
        S::Output: Send + Sync + 'static,
    {
        let value = action.value();
        Effect::new(move |_| {
            if value.with(|value| matches!(value, Some(Ok(_)))) {
                self.changes.update(|count| *count += 1);
            }
        });
    }
}

impl Default for Visit {
    fn default() -> Self {
        Self::new()
    }
}
