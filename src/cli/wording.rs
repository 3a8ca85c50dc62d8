//! The words for what happens to a container: the same in `plan`, progress, summaries and `down`.
//! See docs/language/docker.md#words-of-the-commands.

use crate::deploy::{Action, PlannedAction};

/// What happens to a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerChange {
    /// There was none.
    Create,
    /// There was a different one.
    Replace,
    /// It was stopped.
    Start,
    /// Something had changed its state or its limits.
    Repair,
    /// It is as it should be.
    Keep,
    /// It is not wanted any more.
    Remove,
}

impl ContainerChange {
    /// What a run does to containers, in the order in which it is counted.
    pub(super) const OF_RUNS: [Self; 5] =
        [Self::Create, Self::Replace, Self::Start, Self::Repair, Self::Keep];

    /// Before it happens: "to create".
    pub(super) fn planned(self) -> &'static str {
        match self {
            Self::Create => "to create",
            Self::Replace => "to replace",
            Self::Start => "to start",
            Self::Repair => "to repair",
            Self::Keep => "unchanged",
            Self::Remove => "to remove",
        }
    }

    /// While it happens: "creating".
    pub(super) fn ongoing(self) -> &'static str {
        match self {
            Self::Create => "creating",
            Self::Replace => "replacing",
            Self::Start => "starting",
            Self::Repair => "repairing",
            Self::Keep => "unchanged",
            Self::Remove => "removing",
        }
    }

    /// After it has happened: "created".
    pub(super) fn done(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Replace => "replaced",
            Self::Start => "started",
            Self::Repair => "repaired",
            Self::Keep => "unchanged",
            Self::Remove => "removed",
        }
    }
}

impl From<&Action> for ContainerChange {
    fn from(action: &Action) -> Self {
        match action {
            Action::Created => Self::Create,
            Action::Replaced { .. } => Self::Replace,
            Action::Started => Self::Start,
            Action::Repaired { .. } => Self::Repair,
            Action::Unchanged => Self::Keep,
        }
    }
}

impl From<&PlannedAction> for ContainerChange {
    fn from(action: &PlannedAction) -> Self {
        match action {
            PlannedAction::Create { .. } => Self::Create,
            PlannedAction::Replace { .. } => Self::Replace,
            PlannedAction::Start => Self::Start,
            PlannedAction::Repair { .. } => Self::Repair,
            PlannedAction::Keep => Self::Keep,
            PlannedAction::Remove => Self::Remove,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [ContainerChange; 6] = [
        ContainerChange::Create,
        ContainerChange::Replace,
        ContainerChange::Start,
        ContainerChange::Repair,
        ContainerChange::Keep,
        ContainerChange::Remove,
    ];

    /// The page has a row with the three words of each change.
    #[test]
    fn the_table_of_the_documents_is_current() {
        let page = include_str!("../../docs/language/docker.md");
        for change in ALL {
            let (planned, ongoing, done) = (change.planned(), change.ongoing(), change.done());
            let row = format!("| {planned} | {ongoing} | {done} |");
            assert!(page.contains(&row), "{row}");
        }
    }
}
