//! A plan as text: an application on a line with the sign of its change, below it what it consists of.

use crate::cli::style::{Style, StyledText, Tone};
use crate::cli::summary::put_counts;
use crate::cli::wording::ContainerChange;
use crate::deploy::{DeploymentPlan, PlannedAction, PlannedChange, PlannedSetting};
use crate::diag::mask::MASK;
use crate::hosts::{Difference, ImageVolume, Repair};

use super::field_text::field_text;

/// What stands before each line below an application.
const INDENT: &str = "    ";

/// The text.
pub(super) fn plan_text(plan: &DeploymentPlan, style: Style) -> StyledText {
    let mut text = style.text();
    for change in &plan.changes {
        text.append(&application(change, plan, style));
    }
    for engine in &plan.engines {
        text = text.plain(&format!("uses the engine {engine}\n"));
    }
    text.append(&summary(plan, style));
    text
}

/// "environment shop: 2 to create, 1 unchanged".
fn summary(plan: &DeploymentPlan, style: Style) -> StyledText {
    let kinds = || plan.changes.iter().map(|planned| ContainerChange::from(&planned.kind));
    let count = |change| kinds().filter(|kind| *kind == change).count();
    let counts = ContainerChange::OF_RUNS.map(|change| (count(change), change.planned(), change));
    let mut counts = counts.to_vec();
    // Only `--prune` removes it.
    let change = ContainerChange::Remove;
    counts.push((count(change), "no longer in the program", change));
    let text = style.text().plain("environment ").put(Tone::Strong, &plan.environment).plain(": ");
    match plan.changes.is_empty() {
        true => text.plain("nothing to do\n"),
        false => put_counts(text, &counts).plain("\n"),
    }
}

/// An application with what would be done to it.
fn application(change: &PlannedChange, plan: &DeploymentPlan, style: Style) -> StyledText {
    let kind = ContainerChange::from(&change.kind);
    let mut text = style.text().put(kind.tone(), kind.sign()).plain(" ");
    text = text.put(Tone::Strong, &change.application);
    if !change.host.is_empty() {
        text = text.plain(&format!(" on {} ({})", change.host, change.image));
    }
    let said = said(change);
    if !said.is_empty() {
        text = text.plain(": ").plain(&said);
    }
    text = text.plain("\n");
    text.append(&details(&change.kind, style));
    let is_created = matches!(change.kind, PlannedAction::Create { .. });
    let own = plan.connections.iter().filter(|link| link.from == change.application);
    for link in own.filter(|link| is_created || link.is_new) {
        let port = format!("{}/{} {}", link.port, link.protocol, link.scope);
        text = text.put(Tone::Active, &format!("{INDENT}-> {}", link.to));
        text = text.plain(&format!(" {port}\n"));
    }
    for access in &change.access {
        text = text.put(Tone::Caution, &format!("{INDENT}{access}")).plain("\n");
    }
    text
}

/// The state of the container, and what would be done in words where the sign does not say it.
fn said(change: &PlannedChange) -> String {
    let state = change.state.clone().unwrap_or_default();
    match &change.kind {
        PlannedAction::Create { .. } => String::new(),
        PlannedAction::Start => format!("{state}; would be started"),
        PlannedAction::Repair { repairs } => {
            let found: Vec<String> = repairs.iter().map(ToString::to_string).collect();
            let done: Vec<&str> = repairs.iter().map(Repair::participle).collect();
            format!("{}; would be {}", found.join(", "), done.join(", "))
        }
        PlannedAction::Keep | PlannedAction::Replace { .. } => state,
        PlannedAction::Remove => "no longer in the program: `run --prune` removes it".to_owned(),
    }
}

/// A line for each setting of a new container, or for each difference of one that there is.
fn details(kind: &PlannedAction, style: Style) -> StyledText {
    let mut text = style.text();
    match kind {
        PlannedAction::Create { settings } => {
            for setting in settings.iter().filter(|setting| !is_access(setting)) {
                text = text.put(Tone::Faint, &format!("{INDENT}{}: ", setting.field));
                text = text.plain(&field_text(&setting.field, &setting.value)).plain("\n");
            }
        }
        PlannedAction::Repair { repairs } => {
            for difference in repairs.iter().flat_map(Repair::differences) {
                text.append(&difference_line(difference, style));
            }
        }
        PlannedAction::Replace { differences, volumes } => {
            for difference in differences {
                text.append(&difference_line(difference, style));
            }
            for volume in volumes {
                text.append(&volume_line(volume, style));
            }
        }
        PlannedAction::Start | PlannedAction::Keep | PlannedAction::Remove => {}
    }
    text
}

/// Whether a setting is one of those that the lines about the host's machine explain.
fn is_access(setting: &PlannedSetting) -> bool {
    let PlannedSetting { field, value } = setting;
    let is_mount = field.starts_with("volume.") && value.starts_with("host ");
    is_mount || field == "privileged" || field == "bindAddress"
}

/// "memory: 2 -> 1".
fn difference_line(difference: &Difference, style: Style) -> StyledText {
    let Difference { field, from, to } = difference;
    let text = style.text().put(Tone::Faint, &format!("{INDENT}{field}"));
    let text = match (from, to) {
        (Some(from), Some(to)) if from == to => text.plain(" changed"),
        // The record of a simulated engine does not have the previous value.
        (Some(from), Some(to)) if from == MASK => {
            text.plain(": changed to ").put(Tone::Good, &field_text(field, to))
        }
        (Some(from), Some(to)) => {
            let text = text.plain(": ").put(Tone::Bad, &field_text(field, from)).plain(" -> ");
            text.put(Tone::Good, &field_text(field, to))
        }
        (None, Some(to)) => {
            text.plain(": ").put(Tone::Good, &field_text(field, to)).plain(" (new)")
        }
        (Some(from), None) => {
            text.plain(": ").put(Tone::Bad, &field_text(field, from)).plain(" (removed)")
        }
        (None, None) => text,
    };
    text.plain("\n")
}

fn volume_line(volume: &ImageVolume, style: Style) -> StyledText {
    let ImageVolume { path, kept } = volume;
    let (tone, line) = if *kept {
        (Tone::Plain, format!("keeps the data in {path}, a volume of the image"))
    } else {
        let reason = "a volume of the image: something else is mounted there";
        (Tone::Bad, format!("removes the data in {path}, {reason}"))
    };
    style.text().put(tone, &format!("{INDENT}{line}")).plain("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(state: Option<&str>, kind: PlannedAction) -> String {
        let change = PlannedChange {
            application: "web".into(),
            host: "local".into(),
            image: "redis".into(),
            state: state.map(str::to_owned),
            access: Vec::new(),
            kind,
        };
        application(&change, &DeploymentPlan::default(), Style::Plain).as_str().to_owned()
    }

    #[test]
    fn a_line_says_the_state_and_what_would_be_done() {
        let memory =
            Difference { field: "memory".into(), from: Some("2".into()), to: Some("1".into()) };
        let repairs = vec![Repair::Unpause, Repair::Update { differences: vec![memory.clone()] }];
        let volume = |path: &str, kept| ImageVolume { path: path.into(), kept };
        let volumes = vec![volume("/data", true), volume("/log", false)];
        let replaced = PlannedAction::Replace { differences: vec![memory], volumes };
        let cases = [
            (change(None, PlannedAction::Keep), "= web on local (redis)\n"),
            (
                change(Some("running (starting)"), PlannedAction::Keep),
                "= web on local (redis): running (starting)\n",
            ),
            (
                change(Some("exited"), PlannedAction::Start),
                "> web on local (redis): exited; would be started\n",
            ),
            (
                change(Some("paused"), PlannedAction::Repair { repairs }),
                "> web on local (redis): paused, changed by hand; would be unpaused, updated\n    memory: 2 -> 1\n",
            ),
            (
                change(Some("exited"), replaced),
                "~ web on local (redis): exited\n    memory: 2 -> 1\n    keeps the data in /data, a volume of the image\n    \
                 removes the data in /log, a volume of the image: something else is mounted there\n",
            ),
        ];
        for (shown, wanted) in cases {
            assert_eq!(shown, wanted);
        }
    }
}
